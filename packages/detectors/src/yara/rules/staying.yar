// Staying on the machine, and in the tools of whoever works on it.

rule persistence_macos {
  meta:
    description = "installs a program that macOS starts at login"
    severity = "medium"
    confidence = 70
    stage = "install import"
    files = "code native"
  strings:
    $dir = "Library/LaunchAgents"
    $dir2 = "Library/LaunchDaemons"
    $key1 = "RunAtLoad"
    $key2 = "ProgramArguments"
    $key3 = "KeepAlive"
    $load = "launchctl"
  condition:
    any of ($dir*) and 2 of ($key*, $load)
}

rule persistence_linux {
  meta:
    description = "installs a service or a cron job of the user"
    severity = "medium"
    confidence = 70
    stage = "install import"
    files = "code native"
  strings:
    $unit1 = ".config/systemd/user"
    $unit2 = "/etc/systemd/system/"
    $unit3 = "ExecStart="
    $unit4 = "systemctl --user"
    $unit5 = /systemctl['"]?,?\s{0,4}\[?\s{0,4}['"]?(--user['"]?,?\s{0,4}['"]?)?enable/
    $cron1 = /crontab\s{1,4}-l[^\n]{0,120}\|\s{0,4}crontab\s{1,4}-/
    $cron2 = "/etc/cron.d/"
    $cron3 = "@reboot"
    $auto = ".config/autostart/"
    $exec = "Exec="
  condition:
    (any of ($unit1, $unit2) and $unit3 and any of ($unit4, $unit5)) or $cron1 or ($cron2 and $cron3) or ($auto and $exec)
}

rule persistence_windows {
  meta:
    description = "makes Windows start a program at every logon"
    severity = "medium"
    confidence = 70
    stage = "install import"
    files = "code native"
  strings:
    $run1 = /CurrentVersion\\{1,2}Run(Once)?\b/i
    $run2 = /reg(\.exe)?\s{1,4}add\s/i
    $run3 = "winreg" nocase
    $run4 = "RegSetValueEx"
    $run5 = "Set-ItemProperty" nocase
    $task = /schtasks(\.exe)?['"]?,?\s{0,4}\[?\s{0,4}['"]?\s{0,4}\/create/i
    $task2 = /onlogon|\/sc['"]?,?\s{0,4}['"]?(minute|hourly|daily)/i
    $start1 = /Start Menu\\{1,2}Programs\\{1,2}Startup/i
    $start2 = "writeFile"
    $start3 = "copyFile"
    $start4 = "shutil.copy"
  condition:
    ($run1 and any of ($run2, $run3, $run4, $run5)) or ($task and $task2) or ($start1 and any of ($start2, $start3, $start4))
}

rule persistence_everywhere {
  meta:
    description = "installs itself for the next start on more than one operating system"
    severity = "high"
    confidence = 70
    stage = "install import"
    files = "code native"
  condition:
    2 of (persistence_macos, persistence_linux, persistence_windows)
}

rule shell_profile_writer {
  meta:
    description = "adds a command to the shell's start file"
    severity = "medium"
    confidence = 65
    stage = "install import"
    files = "code"
  strings:
    $rc = /\.(bashrc|zshrc|profile|bash_profile|zprofile|zshenv)\b/
    $write1 = /appendFile(Sync)?\(/
    $write2 = />>\s{0,4}["']?(~|\$HOME|\$\{HOME\})\/\.(bashrc|zshrc|profile|bash_profile|zshenv)/
    $cmd1 = /(curl|wget)\s[^\n]{0,120}http/
    $cmd2 = "nohup "
    $cmd3 = /sudo shutdown/
    $cmd4 = /base64\s{1,4}(-d|--decode)/
    $cmd5 = /\/dev\/(tcp|shm)\//
    $cmd6 = /node\s{1,4}[^\n]{0,80}\/\.[\w.\/-]{2,60}\.js/
  condition:
    filesize < 1MB and $rc and any of ($write*) and any of ($cmd*)
}

rule agent_hook_writer {
  meta:
    description = "makes a coding agent run a command of its own at every start"
    severity = "high"
    confidence = 65
    stage = "install import"
    files = "code"
  strings:
    $path1 = ".claude/settings"
    $path2 = /\.claude['"]\s{0,4},\s{0,4}['"]settings(\.local)?\.json/
    $path3 = ".gemini/settings"
    $path4 = ".cursor/hooks.json"
    $hook1 = "SessionStart"
    $hook2 = "PreToolUse"
    $hook3 = "UserPromptSubmit"
    $hook4 = "PostToolUse"
    $write1 = "writeFile"
    $write2 = "writeJson"
    $write3 = "fs.write"
    $write4 = "outputFile"
  condition:
    filesize < 2MB and any of ($path*) and any of ($hook*) and any of ($write*)
}

rule agent_settings_with_commands {
  meta:
    description = "settings of a coding agent that download or decode and run something"
    severity = "high"
    confidence = 70
    files = "code"
  strings:
    $hook = /"(SessionStart|PreToolUse|PostToolUse|UserPromptSubmit|Stop)"\s{0,4}:/
    $cmd = /"command"\s{0,4}:\s{0,4}"[^\n]{0,300}(curl\s|wget\s|base64\s|powershell|\/dev\/tcp|node -e|python3? -c|\|\s{0,4}(ba)?sh)/
  condition:
    filesize < 200KB and $hook and $cmd
}

rule editor_task_on_open {
  meta:
    description = "an editor task runs a command as soon as the folder is opened"
    severity = "medium"
    confidence = 75
    files = "code"
  strings:
    $open = /"runOn"\s{0,4}:\s{0,4}"folderOpen"/
    $cmd1 = /(curl|wget)\s[^\n]{0,200}\|\s{0,4}(ba|z)?sh/
    $cmd2 = /"command"\s{0,4}:\s{0,4}"[^\n]{0,200}(node|bun|python3?)\s{1,4}[^\n]{0,60}(\.claude|\.vscode|\.cursor|\.woff2?|\.dict|\.svg)/
    $cmd3 = /powershell[^\n]{0,100}(-enc|hidden|iex|irm)/i
    $cmd4 = /base64\s{1,4}(-d|--decode)/
    $hide = /"reveal"\s{0,4}:\s{0,4}"(never|silent)"/
  condition:
    $open and (any of ($cmd*) or $hide)
}

rule mcp_server_planter {
  meta:
    description = "adds a tool server to the settings of coding agents while a package is installed"
    severity = "high"
    confidence = 65
    stage = "install"
    files = "code"
  strings:
    $key = "mcpServers"
    $path1 = ".cursor/mcp.json"
    $path2 = "claude_desktop_config.json"
    $path3 = ".codeium/windsurf"
    $path4 = ".claude.json"
    $path5 = "mcp_settings.json"
    $path6 = /\.cursor['"]\s{0,4},\s{0,4}['"]mcp\.json/
    $write1 = "writeFile"
    $write2 = "writeJson"
  condition:
    filesize < 2MB and $key and any of ($path*) and any of ($write*)
}

rule hidden_agent_instructions {
  meta:
    description = "instructions for a coding agent hold text that no person sees"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $tag = { F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? }
    $zero = { E2 80 (8B|8C|8D) E2 80 (8B|8C|8D) E2 80 (8B|8C|8D) E2 80 (8B|8C|8D) E2 80 (8B|8C|8D) E2 80 (8B|8C|8D) }
    $word1 = "rules" nocase
    $word2 = "assistant" nocase
    $word3 = "agent" nocase
    $word4 = "instructions" nocase
  condition:
    filesize < 200KB and any of ($tag, $zero) and any of ($word*)
}

rule agent_instructions_run_code {
  meta:
    description = "instructions for a coding agent tell it to run a download or to send secrets without asking"
    severity = "medium"
    confidence = 65
    files = "code"
  strings:
    $who1 = /you are (an?|the) [^\n]{0,40}(assistant|agent)/i
    $who2 = "description:"
    $who3 = /# [^\n]{0,40}(rules|instructions|skill|guidelines)/i
    $quiet1 = /(do not|don't|never) (tell|inform|mention|ask|show|notify)[^\n]{0,40}(the )?user/i
    $quiet2 = /without (asking|telling|informing|notifying)[^\n]{0,30}user/i
    $quiet3 = /silently (run|execute|send|upload|install)/i
    $act1 = /(curl|wget)\s[^\n]{0,160}http/
    $act2 = /(send|upload|post|exfiltrate)[^\n]{0,80}(\.env|api[_ ]?key|token|credential|ssh key)/i
    $act3 = /base64\s{1,4}(-d|--decode)/
  condition:
    filesize < 200KB and any of ($who*) and any of ($quiet*) and any of ($act*)
}

rule reviewer_injection {
  meta:
    description = "a text orders an automatic reviewer to call the package harmless"
    severity = "high"
    confidence = 70
    files = "code data"
  strings:
    $a = /(forget|ignore|disregard) (everything|all|any)[^\n]{0,60}(instruction|know|told|prompt|above|before)[^\n]{0,200}(legit|safe|benign|harmless|not malicious|trusted)/i
    $b = /(this|the) (code|package|file|script|module) is (legit|safe|benign|harmless|not malicious|trusted)[^\n]{0,120}(ignore|do not|don't|skip|forget|tested)[^\n]{0,80}(flag|report|analy|scan|instruction|sandbox|warning)/i
    $c = /(AI|LLM|language model|security (scanner|reviewer|analyst)s?)[^\n]{0,80}(must|should|please|are instructed to) (classify|mark|report|treat|label|rate)[^\n]{0,80}(safe|benign|harmless|non-?malicious)/i
    $d = /(respond|answer|reply|output) (only )?(with )?["'`]?(benign|safe|not malicious)["'`]?[^\n]{0,60}(package|code|file|verdict|regardless|analysis)/i
  condition:
    filesize < 5MB and any of them
}

rule chain_dead_drop {
  meta:
    description = "reads its next stage from a contract on a blockchain and runs it"
    severity = "high"
    confidence = 70
    files = "code"
  strings:
    $rpc1 = "eth_call"
    $rpc2 = /new ethers\.(providers\.)?(Contract|JsonRpcProvider)/
    $rpc3 = "eth_getTransactionByHash"
    $rpc4 = "getSignaturesForAddress"
    $rpc5 = /fullnode\.mainnet\.aptoslabs\.com|api\.trongrid\.io\/v1\/accounts/
    $rpc6 = /\.getString\(/
    $run1 = /(^|[^$.\w])eval\(/
    $run2 = "new Function"
    $run3 = "child_process"
    $run4 = "_compile("
    $key1 = /0x[a-fA-F0-9]{40}\b/
    $key2 = "memo"
    $key3 = "trongrid"
    $dec1 = "fromCharCode"
    $dec2 = "atob("
    $dec3 = /['"]base64['"]/
    $dec4 = /['"]hex['"]/
  condition:
    filesize < 400KB and any of ($rpc*) and any of ($run*) and any of ($key*) and any of ($dec*)
}

rule calendar_dead_drop {
  meta:
    description = "reads its next stage from the title of a public calendar entry or profile"
    severity = "high"
    confidence = 70
    files = "code"
  strings:
    $cal1 = "calendar.app.google/"
    $cal2 = "calendar.google.com/calendar/ical/"
    $steam = "steamcommunity.com/profiles/"
    $dec1 = "atob("
    $dec2 = /['"]base64['"]/
    $dec3 = "fromCharCode"
    $run1 = /(^|[^$.\w])eval\(/
    $run2 = "new Function"
    $run3 = "child_process"
    $title = /data-base-title|og:title|SUMMARY/
  condition:
    filesize < 400KB and (any of ($cal*) or $steam) and any of ($dec*) and any of ($run*) and ($title or $steam)
}

rule native_stealer {
  meta:
    description = "a native file names the places of browser passwords, wallets and keys"
    severity = "high"
    confidence = 65
    files = "native"
  strings:
    $a1 = "Login Data"
    $a2 = "wallet.dat"
    $a3 = ".ssh/id_rsa"
    $a4 = ".aws/credentials"
    $a5 = "discord" nocase
    $a6 = "exodus" nocase
    $a7 = "Local Extension Settings"
    $a8 = "tdata"
    $a9 = "keychain-db"
    $a10 = "cookies.sqlite"
  condition:
    4 of them
}

rule native_rootkit {
  meta:
    description = "a native file hides processes or files from the system"
    severity = "high"
    confidence = 70
    files = "native"
  strings:
    $b1 = "bpf_probe_write_user"
    $b2 = "/sys/fs/bpf/"
    $b3 = "getdents64"
    $b4 = "kprobe"
    $l1 = "/etc/ld.so.preload"
    $l2 = "LD_PRELOAD"
    $l3 = "readdir64"
    $l4 = "/proc/self/fd/"
  condition:
    ($b1 and 2 of ($b*)) or ($l1 and $l3 and any of ($l2, $l4))
}
