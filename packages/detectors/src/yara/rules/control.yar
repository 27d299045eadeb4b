// Taking over the machine: shells, downloaders, hidden commands, miners, destruction.

rule reverse_shell_node {
  meta:
    description = "binds a shell to a network connection"
    severity = "high"
    confidence = 85
    files = "code"
  strings:
    $net1 = "net.connect"
    $net2 = "net.Socket"
    $net3 = "createConnection"
    $net4 = /require\(['"](node:)?net['"]\)/
    $sh1 = /spawn\(\s{0,4}['"](\/bin\/)?(ba|z|da)?sh['"]/
    $sh2 = /spawn\(\s{0,4}['"](cmd|powershell)(\.exe)?['"]/
    $sh3 = /['"]cmd\.exe['"]\s{0,4}:\s{0,4}['"]\/bin\/(ba)?sh['"]/
    $sh4 = /['"]\/bin\/(ba)?sh['"]\s{0,4},\s{0,4}\[/
    $in = /\.pipe\(\s{0,4}[\w.]{1,30}\.stdin\s{0,4}\)/
    $out = /\.stdout\.pipe\(/
  condition:
    filesize < 1MB and any of ($net*) and any of ($sh*) and $in and $out
}

rule reverse_shell_command {
  meta:
    description = "a command line that hands a shell to a remote machine"
    severity = "high"
    confidence = 85
    files = "code data"
  strings:
    $dev = /\b(ba|z)?sh\s{1,4}-i\s{0,4}[>&0-9]{0,6}[^\n]{0,20}\/dev\/(tcp|udp)\//
    $exec = /exec\s{1,4}\d{1,3}<>\s{0,4}\/dev\/(tcp|udp)\//
    $nc = /\b(nc|ncat|netcat)\s[^\n|;]{0,60}-[a-z]{0,4}e\s{1,4}(\/bin\/(ba)?sh|cmd(\.exe)?)\b/
    $fifo1 = "mkfifo "
    $fifo2 = /\|\s{0,4}(nc|ncat|openssl s_client)\s/
    $fifo3 = /\|\s{0,4}(\/bin\/)?(ba|z)?sh\s{1,4}-i\b/
    $py1 = "socket.socket("
    $py2 = "os.dup2("
    $py3 = /pty\.spawn|["'](\/(usr\/)?bin\/)?(ba|z|da|k)?sh["']|["']cmd(\.exe)?["']/
    $ps1 = "Net.Sockets.TCPClient" nocase
    $ps2 = "GetStream()" nocase
    $ps3 = "iex" nocase fullword
    $ps4 = "Invoke-Expression" nocase
  condition:
    filesize < 2MB and (
      any of ($dev, $exec, $nc) or all of ($fifo*) or ($py1 and for any shell in (1..#py3) : ($py2 in (@py3[shell] - 400 .. @py3[shell])))
      or ($ps1 and $ps2 and any of ($ps3, $ps4))
    )
}

rule powershell_encoded {
  meta:
    description = "starts PowerShell with an encoded command"
    severity = "high"
    confidence = 80
    files = "code data"
  strings:
    $run = /powershell(\.exe)?['"]?[^\n]{0,200}\s['"]?[-\/]e(nc|ncodedcommand|c)?['"]?[\s,'"]{1,6}(JAB|SQB|aQB|UwB|cwB|IAB|QQB|KAB|WwB|dwB|ZgB|RgB|TgB|bgB|cABv|UABv)[A-Za-z0-9+\/]{20}/i
  condition:
    any of them
}

rule powershell_hidden_download {
  meta:
    description = "PowerShell that hides its window, skips the policy and runs what it downloads"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $hide1 = /-w(indowstyle)?['"]?[\s,'"]{1,6}(hidden|1)\b/i
    $hide2 = /-e(xecution)?p(olicy)?['"]?[\s,'"]{1,6}(bypass|unrestricted)\b/i
    $hide3 = /-nop(rofile)?\b/i
    $get1 = /\.Download(String|File|Data)\s{0,4}\(/i
    // `t+`: the engine would look for each "http" first, which is in most files, and for the command behind it.
    $get2 = /\b(iwr|irm|Invoke-WebRequest|Invoke-RestMethod)\s{1,4}[^\n]{0,40}ht+p/i
    $get3 = "Start-BitsTransfer"
    $run1 = /\b(iex|Invoke-Expression)\b/i
    $run2 = "Start-Process"
  condition:
    filesize < 2MB and $hide1 and any of ($hide2, $hide3) and any of ($get*) and any of ($run*)
}

rule windows_download_tools {
  meta:
    description = "downloads or runs code through tools that come with Windows"
    severity = "high"
    confidence = 70
    stage = "install import use"
    files = "code"
  strings:
    $a1 = /certutil(\.exe)?\s[^\n]{0,60}-urlcache\b/i
    $a2 = /bitsadmin(\.exe)?\s[^\n]{0,60}\/transfer\b/i
    $a3 = /mshta(\.exe)?['"]?[\s,'"]{1,4}(https?:|javascript:|vbscript:)/i
    $a4 = /regsvr32(\.exe)?\s[^\n]{0,60}\/i:http/i
    $a5 = /rundll32(\.exe)?['"]?[\s,'"\[]{1,6}javascript:/i
    $a6 = /wmic(\.exe)?\s[^\n]{0,60}process\s{1,4}call\s{1,4}create/i
    $a7 = /msiexec(\.exe)?\s[^\n]{0,60}\/i\s{1,4}https?:/i
  condition:
    filesize < 2MB and any of them
}

rule windows_decoding_tool {
  meta:
    description = "decodes a file with a tool that comes with Windows"
    severity = "medium"
    confidence = 70
    stage = "install import use"
    files = "code"
  strings:
    $a = /certutil(\.exe)?\s[^\n]{0,60}-decode(hex)?\b/i
  condition:
    filesize < 2MB and $a
}

rule shell_download_and_run {
  meta:
    description = "code starts a shell line that pipes a download into an interpreter or makes it executable"
    severity = "medium"
    confidence = 65
    stage = "install import"
    files = "code"
  strings:
    $pipe = /['"`(]\s{0,4}(sudo\s{1,4})?(curl|wget)\s[^\n'"`|;]{0,200}https?:[^\n'"`|;]{3,200}\|\s{0,4}(sudo\s{1,4})?(ba|z)?(sh|node|python3?|perl)\b/
    $chmod = /(curl|wget)\s[^\n]{0,200}https?:[^\n]{3,200}(&&|;)\s{0,4}chmod\s{1,4}(\+x|7\d\d)[^\n]{0,100}(&&|;)/
    $exec1 = "child_process"
    $exec2 = "execSync"
    $exec3 = "exec("
    $exec4 = "os.system"
    $exec5 = "subprocess"
  condition:
    filesize < 2MB and any of ($pipe, $chmod) and any of ($exec*)
}

rule shell_sends_secrets {
  meta:
    description = "a shell line sends the environment, the user or files of the system to a server"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $sub = /(curl|wget)\s[^\n]{0,200}\$\((whoami|hostname|id|env|printenv|cat\s{1,4}[~\/][^\n)]{1,60}|uname -a|base64)/
    $tick = /(curl|wget)\s[^\n]{0,200}\\?`(whoami|hostname|id|env|printenv|cat\s{1,4}[~\/][^\n`]{1,60}|uname -a)\\?`/
    $pipe = /\b(env|printenv|set)\s{0,4}\|\s{0,4}(base64[^\n|]{0,20}\|\s{0,4})?(curl|wget|nc)\s/
    $file = /curl\s[^\n]{0,200}(-d|--data(-binary)?|-F|--form|-T)\s{0,4}['"]?(\w{1,20}=)?@(\/etc\/passwd|\/etc\/hosts|~\/|\$HOME)/
  condition:
    filesize < 2MB and any of them
}

rule shell_dns_beacon {
  meta:
    description = "a shell line puts the user or host into a looked-up name"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $sub = /\b(nslookup|dig|host|ping( -[cn] ?\d{1,2})?)\s[^\n]{0,30}(\$\(|\\?`)\s?(whoami|hostname|id|uname|pwd|env)\b[^\n]{0,40}\.[a-z]/
  condition:
    filesize < 2MB and any of them
}

rule dns_exfiltration {
  meta:
    description = "cuts data into labels and looks them up below a fixed domain"
    severity = "medium"
    confidence = 75
    files = "code"
  strings:
    $look1 = /dns\.(promises\.)?(resolve\w{0,5}|lookup)\(\s{0,4}`\$\{/
    $look2 = /dns\.(promises\.)?(resolve\w{0,5}|lookup)\(\s{0,4}[\w.]{1,40}\s{0,4}\+\s{0,4}['"]\./
    $look3 = /(resolve4?|lookup)\(\s{0,4}`\$\{[\w.]{1,40}\}\.\$\{/
    $hex = /toString\(\s{0,4}['"]hex['"]\s{0,4}\)/
    $cut1 = /match\(\s{0,4}\/\.\{1,(3\d|[456]\d)\}\/g/
    $cut2 = /\.(slice|substr|substring)\(\s{0,4}\w{1,20}\s{0,4},\s{0,4}\w{1,20}\s{0,4}\+\s{0,4}(3\d|[456]\d)\b/
    $data1 = "process.env"
    $data2 = "hostname()"
    $data3 = "userInfo()"
    $data4 = "readFileSync"
  condition:
    filesize < 1MB and any of ($look*) and ($hex or any of ($cut*)) and any of ($data*)
}

rule crypto_miner {
  meta:
    description = "starts a cryptocurrency miner or names a mining pool with a protocol for miners"
    severity = "high"
    confidence = 75
    files = "code data native"
  strings:
    $pool1 = /stratum\+(tcp|ssl|tls):\/\/[\w.-]{4,60}:\d{2,5}/
    $pool2 = /\b(pool|xmr|gulf|eu|us)[\w.-]{0,20}\.(minexmr|supportxmr|moneroocean|nanopool|2miners|hashvault|c3pool|nicehash|unmineable)\.\w{2,6}/
    $flag1 = "--donate-level"
    $flag2 = "--rig-id"
    $flag3 = "randomx" nocase
    $flag4 = "cryptonight" nocase
    $flag5 = "\"donate-level\""
    $name1 = "xmrig" nocase
    $name2 = "cpuminer" nocase
    $name3 = "minerd" fullword
    $key = /\b4[0-9AB][1-9A-HJ-NP-Za-km-z]{93}\b/
  condition:
    (any of ($pool*) and (any of ($flag*) or any of ($name*) or $key)) or (any of ($name*) and 2 of ($flag*)) or (any of ($name*) and $key)
}

rule destroys_home {
  meta:
    description = "deletes or overwrites the user's files"
    severity = "high"
    confidence = 70
    stage = "install import use"
    files = "code"
  strings:
    $rm1 = /rm\s{1,4}-[rRf]{1,3}\s{1,4}(-[rRf]\s{1,4})?(--no-preserve-root\s{1,4})?(\/|\/\*|~|~\/|~\/\*|\$HOME|"\$HOME"|\$HOME\/\*)['"`;&|)\s]/
    $rm2 = "--no-preserve-root"
    $rm3 = /(rmSync|rmdirSync|rm|removeSync|rimraf)\(\s{0,4}(os\.)?homedir\(\)\s{0,4}[,)]/
    $wipe1 = /(shred|srm)\s{1,4}-[a-z]{0,8}[uzfn][^\n]{0,120}(\$HOME|~\/|homedir)/
    $wipe2 = /find\s{1,4}("?\$HOME"?|~\/?)\s[^\n]{0,160}(-delete|shred|rm\s{1,4}-[rf])/
    $win1 = /del\s{1,4}(\/[fsq]\s{1,4}){2,3}["']?%userprofile%/i
    $win2 = /rd\s{1,4}(\/[sq]\s{1,4}){2}["']?(%userprofile%|c:\\)/i
    $win3 = /Remove-Item\s[^\n]{0,80}(\$HOME|\$env:USERPROFILE)[^\n]{0,80}-Recurse/i
    $win4 = /cipher\s{1,4}\/w:/i
    $exec1 = "child_process"
    $exec2 = "execSync"
    $exec3 = "exec("
    $exec4 = "spawn"
    $exec5 = "os.system"
    $exec6 = "subprocess"
  condition:
    filesize < 2MB and ($rm3 or (any of them and any of ($exec*) and any of ($rm1, $rm2, $wipe*, $win*)))
}

rule sabotage_by_country {
  meta:
    description = "asks where the machine is and overwrites files or text when it is in a certain country"
    severity = "high"
    confidence = 65
    class = "protestware"
    files = "code"
  strings:
    $geo1 = /api\.ipgeolocation\.io|ip-api\.com|ipapi\.co|ipinfo\.io|geojs\.io/
    $geo2 = "country_name"
    $geo3 = "countryCode"
    $geo4 = /resolvedOptions\(\)\.timeZone/
    $land1 = "russia" nocase
    $land2 = "belarus" nocase
    $land3 = "Europe/Moscow"
    $land4 = "Europe/Minsk"
    $land5 = "israel" nocase
    $land6 = "iran" nocase fullword
    $act1 = "writeFileSync"
    $act2 = "writeFile("
    $act3 = "unlinkSync"
    $act4 = "rmSync"
    $walk = /readdir(Sync)?\(/
  condition:
    filesize < 300KB and any of ($geo*) and any of ($land*) and any of ($act*) and $walk
}

rule analysis_evasion {
  meta:
    description = "looks for the names of sandboxes, virtual machines and analysts before it acts"
    severity = "high"
    confidence = 70
    files = "code native"
  strings:
    $u1 = "WDAGUtilityAccount"
    $u2 = "BEE7370C-8C0C-4"
    $u3 = "DESKTOP-NAKFFMT"
    $u4 = "WIN-5E07COS9ALR"
    $u5 = "B30F0242-1C6A-4"
    $u6 = "7AB5C494-39F5-4941-9163-47F54D6D5016"
    $u7 = "DESKTOP-VRSQLAG"
    $u8 = "Q9IATRKPRH"
    $u9 = "LISA-PC"
    $t1 = "vboxservice" nocase
    $t2 = "vmtoolsd" nocase
    $t3 = "wireshark" nocase
    $t4 = "processhacker" nocase
    $t5 = "httpdebugger" nocase
    $t6 = "ollydbg" nocase
    $t7 = "x64dbg" nocase
    $t8 = "fiddler" nocase
    $t9 = "qemu-ga" nocase
    $t10 = "joeboxcontrol" nocase
    $act1 = "process.exit"
    $act2 = "taskkill" nocase
    $act3 = "tasklist" nocase
    $act4 = "sys.exit"
    $act5 = "os._exit"
  condition:
    filesize < 20MB and (3 of ($u*) or (5 of ($t*) and any of ($act*)))
}

rule deletes_itself {
  meta:
    description = "deletes its own file and swaps the manifest for a clean one"
    severity = "high"
    confidence = 70
    stage = "install import"
    files = "code"
  strings:
    $self = /(unlink|unlinkSync|rm|rmSync)\(\s{0,4}(__filename|process\.argv\[1\])/
    $swap1 = /(rename|renameSync|copyFile|copyFileSync)\([^\n]{0,120}package\.json/
    $swap2 = /writeFile(Sync)?\([^\n]{0,80}package\.json/
  condition:
    filesize < 500KB and $self and any of ($swap*)
}

rule tls_off_at_install {
  meta:
    description = "switches certificate checks off while a package is installed"
    severity = "medium"
    confidence = 65
    stage = "install"
    files = "code"
  strings:
    $off = /NODE_TLS_REJECT_UNAUTHORIZED['"]?\]?\s{0,4}=\s{0,4}['"]?0/
    $run1 = "child_process"
    $run2 = "spawn("
    $run3 = "exec("
    $run4 = /(^|[^$.\w])eval\(/
    $run5 = "new Function"
  condition:
    filesize < 1MB and $off and any of ($run*)
}

rule hidden_background_process {
  meta:
    description = "leaves a process running that nobody sees and that outlives the install"
    severity = "medium"
    confidence = 50
    stage = "install"
    files = "code"
  strings:
    $d = /detached['"]?\s{0,4}:\s{0,4}(true|!0)/
    $s = /stdio['"]?\s{0,4}:\s{0,4}\[?\s{0,4}['"]ignore['"]/
    $w = /windowsHide['"]?\s{0,4}:\s{0,4}(true|!0)/
    $u = ".unref()"
  condition:
    filesize < 1MB and $d and $s and $u and $w
}
