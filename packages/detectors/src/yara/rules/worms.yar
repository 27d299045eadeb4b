// Code that spreads itself with stolen publishing rights. Sources: detection.md section 5 (2025 and 2026 campaigns).

rule shai_hulud_markers {
  meta:
    description = "names that the Shai-Hulud worms give their repositories, workflows and files"
    severity = "high"
    confidence = 85
    files = "code data"
  strings:
    $name1 = "shai-hulud" nocase
    $name2 = "sha1-hulud" nocase
    $name3 = "sha1hulud" nocase
    $drop1 = "setup_bun.js"
    $drop2 = "bun_environment.js"
    $flow1 = "shai-hulud-workflow"
    $flow2 = "discussion.yaml"
    $act1 = "/user/repos"
    $act2 = "trufflehog" nocase
    $act3 = "toJSON(secrets)" nocase
    $act4 = "npm publish"
    $act5 = "_authToken"
    $act6 = "actions/runners"
  condition:
    (any of ($name*, $flow1) and 2 of ($act*)) or (all of ($drop*) and any of ($act*)) or ($flow2 and 3 of ($act*))
}

rule bun_dropper {
  meta:
    description = "fetches the Bun runtime and starts a bundled script under it: how worms leave Node's monitoring"
    severity = "medium"
    confidence = 70
    stage = "install import"
    files = "code"
  strings:
    $get1 = "bun.sh/install"
    $get2 = "oven-sh/bun/releases"
    $get3 = "bun-linux-x64"
    $get4 = "bun-darwin-aarch64"
    $get5 = "bun-windows-x64"
    $run1 = "child_process"
    $run2 = "execSync"
    $run3 = "spawnSync"
    $run4 = "spawn("
    $file = /bun_\w{3,30}\.js|['"]bun['"]\s{0,4},\s{0,4}['"]run['"]/
  condition:
    filesize < 200KB and any of ($get*) and any of ($run*) and $file
}

rule npm_self_publish {
  meta:
    description = "takes an npm token, rewrites a package's scripts and publishes it"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $token1 = "_authToken"
    $token2 = "NPM_TOKEN"
    $token3 = /npm_\[A-Za-z0-9\]\{3\d\}/
    $token4 = "/-/npm/v1/tokens"
    $who1 = "/-/whoami"
    $who2 = "/-/v1/search?text=maintainer:"
    $script1 = /scripts(\.|\[['"])(pre|post)install/
    $script2 = /['"](pre|post)install['"]\s{0,4}:\s{0,4}['"]node /
    $script3 = /scripts\s{0,4}=\s{0,4}\{[^}]{0,40}(pre|post)install/
    $pub1 = "npm publish"
    $pub2 = /['"]npm['"]\s{0,4},\s{0,4}\[\s{0,4}['"]publish['"]/
  condition:
    filesize < 5MB and any of ($token*) and any of ($script*) and (any of ($pub*) or ($who2 and $who1))
}

rule npm_token_enumeration {
  meta:
    description = "asks the registry whose token it holds and which packages that token may publish"
    severity = "high"
    confidence = 70
    files = "code"
  strings:
    $a1 = "/-/whoami"
    $a2 = "/-/npm/v1/tokens"
    $a3 = "/-/v1/search?text=maintainer:"
    $a4 = /\/-\/org\/[^\/]{0,40}\/package/
    $t1 = "_authToken"
    $t2 = /\.npmrc['"`]/
    $t3 = /npm_\[A-Za-z0-9\]\{3\d\}/
  condition:
    filesize < 5MB and $a3 and 1 of ($a1, $a2, $a4) and any of ($t*)
}

rule publish_loop {
  meta:
    description = "renames and publishes packages in an endless loop: registry spam"
    severity = "medium"
    confidence = 75
    class = "spam"
    files = "code"
  strings:
    $pub1 = "npm publish"
    $pub2 = /['"]npm['"]\s{0,4},\s{0,4}\[\s{0,4}['"]publish['"]/
    $loop1 = /while\s{0,4}\(\s{0,4}(true|1)\s{0,4}\)/
    $loop2 = /setInterval\s{0,4}\(/
    $name1 = /\.name\s{0,4}=\s{0,4}[^;]{0,80}(random|Math\.random|generate)/i
    $name2 = "--access public"
  condition:
    filesize < 100KB and any of ($pub*) and any of ($loop*) and any of ($name*)
}

rule workflow_writer {
  meta:
    description = "writes a GitHub workflow that reads repository secrets"
    severity = "high"
    confidence = 70
    files = "code"
  strings:
    $path1 = ".github/workflows/"
    $path2 = /\.github['"]\s{0,4},\s{0,4}['"]workflows/
    $write1 = "writeFile"
    $write2 = "createOrUpdateFileContents"
    $write3 = "/contents/"
    $write4 = "createWriteStream"
    $yaml1 = "runs-on:"
    $secret1 = "toJSON(secrets)" nocase
    $secret2 = /\$\{\{\s{0,4}secrets\.\w+\s{0,4}\}\}[^\n]{0,200}(curl|wget|base64)/
    $secret3 = /(curl|wget|base64)[^\n]{0,200}\$\{\{\s{0,4}secrets\./
  condition:
    filesize < 10MB and any of ($path*) and any of ($write*) and $yaml1 and any of ($secret*)
}

rule workflow_dumps_secrets {
  meta:
    description = "a workflow turns all repository secrets into text at once"
    severity = "medium"
    confidence = 70
    files = "code"
  strings:
    $all = /\$\{\{\s{0,4}toJSON\(\s{0,4}secrets\s{0,4}\)\s{0,4}\}\}/ nocase
    $out1 = "curl" fullword
    $out2 = "base64" fullword
    $out3 = "upload-artifact"
    $out4 = "wget" fullword
  condition:
    $all and any of ($out*)
}

rule trufflehog_sweep {
  meta:
    description = "runs the TruffleHog secret scanner over the machine"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $tool = "trufflehog" nocase
    $get1 = "trufflesecurity/trufflehog/releases"
    $get2 = "trufflehog_"
    $run1 = /trufflehog[^\n]{0,80}filesystem/i
    $run2 = /['"]filesystem['"][^\n]{0,80}--json/
    $home1 = "homedir()"
    $home2 = "$HOME"
    $home3 = "/home/"
    $exec1 = "child_process"
    $exec2 = "execSync"
    $exec3 = "spawn("
  condition:
    $tool and any of ($exec*) and any of ($run*) and (any of ($get*) or any of ($home*))
}

rule runner_memory_dump {
  meta:
    description = "reads the memory of a CI runner's process, where its secrets are"
    severity = "high"
    confidence = 85
    files = "code data native"
  strings:
    $worker = "Runner.Worker"
    $mem1 = /\/proc\/[^\n]{0,30}\/mem\b/
    $mem2 = /\/proc\/[^\n]{0,30}\/maps\b/
    $secret = /\\?"isSecret\\?"\s{0,4}:\s{0,4}true/
  condition:
    $worker and (all of ($mem*) or $secret)
}

rule repository_as_drop {
  meta:
    description = "creates a repository with the victim's own GitHub token and uploads encoded data to it"
    severity = "high"
    confidence = 65
    files = "code"
  strings:
    $repo1 = "/user/repos"
    $repo2 = "gh repo create"
    $repo3 = "createForAuthenticatedUser"
    $put1 = "/contents/"
    $put2 = "createOrUpdateFileContents"
    $token1 = "gh auth token"
    $token2 = /gh([pos]|\[[a-z]{2,5}\])_\[[A-Za-z0-9_-]{3,12}\]\{3\d/
    $token3 = /['"]auth['"]\s{0,4},\s{0,4}['"]token['"]/
    $enc = /toString\(\s{0,4}['"]base64['"]|base64 -w ?0|btoa\(/
    $loot1 = "process.env"
    $loot2 = "id_rsa"
    $loot3 = ".npmrc"
    $loot4 = "wallet"
  condition:
    filesize < 10MB and any of ($repo*) and any of ($put*) and any of ($token*) and $enc and 2 of ($loot*)
}

rule ai_cli_unattended {
  meta:
    description = "starts AI command lines with their safety questions switched off"
    severity = "high"
    confidence = 80
    stage = "install import"
    files = "code"
  strings:
    $flag1 = "--dangerously-skip-permissions"
    $flag2 = "--yolo"
    $flag3 = "--trust-all-tools"
    $flag4 = "--dangerously-bypass-approvals-and-sandbox"
    $run1 = "child_process"
    $run2 = "spawnSync"
    $run3 = "execSync"
    $loot1 = "wallet" nocase
    $loot2 = "id_rsa"
    $loot3 = "keystore" nocase
    $loot4 = ".env"
    $loot5 = "private key" nocase
    $loot6 = "inventory.txt"
  condition:
    filesize < 1MB and any of ($run*) and ((2 of ($flag*) and 1 of ($loot*)) or (1 of ($flag*) and 3 of ($loot*)))
}
