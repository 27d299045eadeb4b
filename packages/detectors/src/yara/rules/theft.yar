// Collecting what can be sold: credentials, sessions, wallets.

rule credential_sweep {
  meta:
    description = "a list of the places where credentials lie, read by code that can send them"
    severity = "high"
    confidence = 60
    stage = "install import use"
    files = "code"
  strings:
    $p1 = ".ssh/id_rsa"
    $p2 = ".ssh/id_ed25519"
    $p3 = ".aws/credentials"
    $p4 = ".docker/config.json"
    $p5 = ".kube/config"
    $p6 = ".git-credentials"
    $p7 = ".netrc"
    $p8 = "gcloud/application_default_credentials.json"
    $p9 = ".azure/accessTokens.json"
    $p10 = ".bash_history"
    $p11 = ".pgpass"
    $p12 = ".config/gh/hosts.yml"
    $send1 = "https.request"
    $send2 = "fetch("
    $send3 = "axios"
    $send4 = "requests.post"
    $send5 = "http.request"
    $send6 = "XMLHttpRequest"
    $read1 = "readFile"
    $read2 = "open("
    $read3 = "createReadStream"
  condition:
    filesize < 2MB and 4 of ($p*) and any of ($send*) and any of ($read*)
}

rule token_pattern_sweep {
  meta:
    description = "searches files for several kinds of access tokens and can send what it finds"
    severity = "medium"
    confidence = 65
    stage = "install import"
    files = "code"
  strings:
    $t1 = /gh([pos]|\[[a-z]{2,5}\])_\[[A-Za-z0-9_-]{3,12}\]\{3\d/
    $t2 = /npm_\[[A-Za-z0-9_-]{3,12}\]\{3\d/
    $t3 = /A(K|S)IA\[[A-Z0-9-]{3,8}\]\{16\}/
    $t4 = /xox\[[a-z-]{1,8}\]-/
    $t5 = /sk-(ant|proj)?-?\[[A-Za-z0-9_-]{3,12}\]\{/
    $t6 = /AIza\[[0-9A-Za-z\\_-]{3,14}\]\{35\}/
    $walk1 = "homedir"
    $walk2 = "readdirSync"
    $walk3 = "os.walk"
    $walk4 = "glob("
    $send1 = "https.request"
    $send2 = "fetch("
    $send3 = "axios"
    $send4 = "requests.post"
  condition:
    filesize < 1MB and 3 of ($t*) and any of ($walk*) and any of ($send*)
}

rule browser_passwords {
  meta:
    description = "opens the password stores of browsers and decrypts them"
    severity = "high"
    confidence = 75
    files = "code native"
  strings:
    $store1 = "Login Data"
    $store2 = "Web Data"
    $store3 = "logins.json"
    $store4 = "key4.db"
    $home1 = "User Data"
    $home2 = "BraveSoftware"
    $home3 = "Microsoft/Edge" nocase
    $home4 = "Google/Chrome" nocase
    $home5 = "Google\\\\Chrome" nocase
    $home6 = "Application Support"
    $home7 = "Opera Stable"
    $open1 = "CryptUnprotectData"
    $open2 = "encrypted_key"
    $open3 = "os_crypt"
    $open4 = "Chrome Safe Storage"
    $open5 = "PK11SDR_Decrypt"
    $open6 = "password_value"
  condition:
    any of ($store*) and 2 of ($home*) and any of ($open*)
}

rule browser_cookies {
  meta:
    description = "opens the cookie stores of browsers and decrypts them, as downloaders and tools that log in for their user do, too"
    severity = "medium"
    confidence = 75
    files = "code native"
  strings:
    $store1 = "cookies.sqlite"
    $store2 = "Network\\Cookies"
    $home1 = "User Data"
    $home2 = "BraveSoftware"
    $home3 = "Microsoft/Edge" nocase
    $home4 = "Google/Chrome" nocase
    $home5 = "Google\\\\Chrome" nocase
    $home6 = "Application Support"
    $home7 = "Opera Stable"
    $open1 = "CryptUnprotectData"
    $open2 = "encrypted_key"
    $open3 = "os_crypt"
    $open4 = "Chrome Safe Storage"
    $open5 = "PK11SDR_Decrypt"
    $open6 = "password_value"
  condition:
    any of ($store*) and 2 of ($home*) and any of ($open*)
}

rule wallet_extensions {
  meta:
    description = "lists the ids of browser wallets, whose storage it means to copy"
    severity = "high"
    confidence = 70
    files = "code data native"
  strings:
    $w1 = "nkbihfbeogaeaoehlefnkodbefgpgknn"
    $w2 = "bfnaelmomeimhlpmgjnjophhpkkoljpa"
    $w3 = "fhbohimaelbohpjbbldcngcnapndodjp"
    $w4 = "ibnejdfjmmkpcnlpebklmnkoeoihofec"
    $w5 = "hnfanknocfeofbddgcijnmhnfnkdnaad"
    $w6 = "egjidjbpglichdcondbcbdnbeeppgdph"
    $w7 = "aholpfdialjgjfhomihkjbmgjidlcdno"
    $w8 = "mcohilncbfahbmgdjkbpemcciiolgcge"
    $w9 = "acmacodkjbdgmoleebolmdjonilkdbch"
    $w10 = "dmkamcknogkgcdfhhbddcghachkejeap"
    $dir1 = "Local Extension Settings"
    $dir2 = "IndexedDB"
    $dir3 = "User Data"
  condition:
    4 of ($w*) or (2 of ($w*) and any of ($dir*))
}

rule wallet_files {
  meta:
    description = "looks for the files of desktop wallets"
    severity = "high"
    confidence = 65
    files = "code native"
  strings:
    $f1 = "exodus.wallet" nocase
    $f2 = /Electrum[\/\\]{1,2}wallets/i
    $f3 = /atomic[\/\\]{1,2}Local Storage[\/\\]{1,2}leveldb/i
    $f4 = "wallet.dat"
    $f5 = /Ethereum[\/\\]{1,2}keystore/i
    $f6 = ".config/solana/id.json"
    $f7 = /Guarda[\/\\]{1,2}Local Storage/i
    $f8 = /Coinomi[\/\\]{1,2}/i
    $f9 = /Ledger Live/i
    $f10 = "com.liberty.jaxx"
    $f11 = "Zcash"
    $f12 = "Armory"
  condition:
    filesize < 20MB and 3 of them
}

rule discord_tokens {
  meta:
    description = "searches Discord's local storage for session tokens"
    severity = "high"
    confidence = 80
    files = "code native"
  strings:
    $re1 = /\[\\{1,2}w-\]\{2[46]\}\\{1,2}\.\[\\{1,2}w-\]\{6\}\\{1,2}\.\[\\{1,2}w-\]\{2\d/
    $re2 = /mfa\\{1,2}\.\[\\{1,2}w-\]\{84\}/
    $re3 = /dQw4w9WgXcQ:\[/
    $app1 = "discordcanary" nocase
    $app2 = "discordptb" nocase
    $app3 = "leveldb"
    $api = /discord(app)?\.com\/api\/v\d{1,2}\/users\/@me/
  condition:
    (any of ($re*) and any of ($app*)) or (2 of ($app*) and $api)
}

rule discord_injection {
  meta:
    description = "rewrites the Discord client's own start file"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $core = "discord_desktop_core"
    $write1 = "writeFile"
    $write2 = "createWriteStream"
    $write3 = ".write("
    $index = "index.js"
    $hook1 = "webhook" nocase
    $hook2 = "discord_voice"
    $hook3 = "app.asar"
  condition:
    filesize < 2MB and $core and any of ($write*) and $index and any of ($hook*)
}

rule telegram_session {
  meta:
    description = "copies Telegram Desktop's session folder"
    severity = "high"
    confidence = 70
    files = "code native"
  strings:
    $t1 = "Telegram Desktop"
    $t2 = "tdata"
    $k1 = "D877F783D5D3EF8C"
    $k2 = "key_datas"
    $send1 = "sendDocument"
    $send2 = "zip" nocase fullword
    $send3 = "FormData"
  condition:
    filesize < 20MB and $t1 and $t2 and (any of ($k*) or 1 of ($send*))
}

rule wallet_swap_hook {
  meta:
    description = "replaces wallet addresses in what a page sends and shows"
    severity = "high"
    confidence = 85
    files = "code"
  strings:
    $hook1 = /(window|globalThis|self)\.fetch\s{0,4}=/
    $hook2 = /XMLHttpRequest\.prototype\.(open|send)\s{0,4}=/
    $hook3 = /XMLHttpRequest\.prototype;?[^\n]{0,200}\.(open|send)\s{0,4}=/
    $hook4 = /ethereum\.request\s{0,4}=/
    $hook5 = /navigator\.clipboard\.writeText\s{0,4}=/
    $addr1 = /0x\[a-fA-F0-9\]\{40\}/
    $addr2 = /\(?(bc1|\[13\]\[a-km-zA-HJ-NP-Z1-9\])/
    $addr3 = /T\[A-Za-z1-9\]\{33\}|T\[1-9A-HJ-NP-Za-km-z\]\{33\}/
    $addr4 = /\[1-9A-HJ-NP-Za-km-z\]\{32,44\}/
    $addr5 = /ltc1|\[LM3\]\[a-km-zA-HJ-NP-Z1-9\]/
    $swap1 = "levenshtein" nocase
    $swap2 = /\.replace\([^)]{0,80}(addr|wallet|0x)/i
    $swap3 = /\bmath\.min\(/ nocase
  condition:
    filesize < 3MB and any of ($hook*) and 2 of ($addr*) and any of ($swap*)
}

rule clipboard_swap {
  meta:
    description = "watches the clipboard for wallet addresses and replaces them"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $get1 = "Get-Clipboard" nocase
    $get2 = "pbpaste"
    $get3 = "xclip -o"
    $get4 = "readText("
    $get5 = "pyperclip.paste"
    $get6 = "readSync("
    $set1 = "Set-Clipboard" nocase
    $set2 = "pbcopy"
    $set3 = "writeText("
    $set4 = "pyperclip.copy"
    $set5 = "writeSync("
    $addr1 = /0x\[a-fA-F0-9\]\{40\}/
    $addr2 = /bc1\[?|\[13\]\[a-km-zA-HJ-NP-Z1-9\]/
    $addr3 = /T\[A-Za-z1-9\]\{33\}/
    $loop1 = "setInterval"
    $loop2 = /while\s{0,2}\(?\s{0,2}(true|1|True)/
  condition:
    filesize < 1MB and any of ($get*) and any of ($set*) and any of ($addr*) and any of ($loop*)
}

rule key_logger {
  meta:
    description = "listens to every key that is pressed on the machine and keeps or sends them"
    severity = "medium"
    confidence = 70
    stage = "install import"
    files = "code native"
  strings:
    $hook1 = "GetAsyncKeyState"
    $hook2 = "SetWindowsHookEx"
    $hook3 = "node-global-key-listener"
    $hook4 = "uiohook"
    $hook5 = "iohook"
    $hook6 = "pynput"
    $hook7 = "CGEventTapCreate"
    $hook8 = "/dev/input/event"
    $send1 = "webhook" nocase
    $send2 = "sendMessage"
    $send3 = "appendFile"
    $send4 = /keylog/i
    $send5 = "https.request"
    $send6 = "axios"
  condition:
    filesize < 2MB and any of ($hook*) and 2 of ($send*)
}

rule screen_capture_sent {
  meta:
    description = "takes pictures of the screen and sends them to a messenger"
    severity = "high"
    confidence = 65
    stage = "install import"
    files = "code"
  strings:
    $shot1 = "screenshot-desktop"
    $shot2 = "screencapture -x"
    $shot3 = "ImageGrab.grab"
    $shot4 = "CopyFromScreen"
    $shot5 = "desktopCapturer"
    $send1 = /api\/webhooks\/\d/
    $send2 = /bot\d{6,12}:[\w-]{30,}/
    $send3 = "sendPhoto"
    $send4 = "sendDocument"
  condition:
    filesize < 2MB and any of ($shot*) and any of ($send*)
}

rule cloud_metadata_at_install {
  meta:
    description = "asks the cloud for the machine's own credentials while a package is installed"
    severity = "high"
    confidence = 70
    stage = "install"
    files = "code"
  strings:
    $ip1 = "169.254.169.254"
    $ip2 = "metadata.google.internal"
    $ip3 = "169.254.170.2"
    $ip4 = "fd00:ec2::254"
    $path1 = "iam/security-credentials"
    $path2 = "service-accounts/default/token"
    $path3 = "metadata/identity/oauth2/token"
    $path4 = "AWS_CONTAINER_CREDENTIALS_RELATIVE_URI"
    $path5 = "latest/api/token"
  condition:
    any of ($ip*) and any of ($path*)
}

rule cloud_secrets_sweep {
  meta:
    description = "lists and reads the secrets of cloud accounts of more than one provider"
    severity = "high"
    confidence = 70
    stage = "install import"
    files = "code"
  strings:
    $ip = "169.254.169.254"
    $aws1 = "ListSecretsCommand"
    $aws2 = "GetSecretValueCommand"
    $aws3 = "secretsmanager"
    $gcp1 = "secretmanager.googleapis.com"
    $gcp2 = "SecretManagerServiceClient"
    $gcp3 = "accessSecretVersion"
    $az1 = "vault.azure.net"
    $az2 = "SecretClient"
    $git1 = /gh([pos]|\[[a-z]{2,5}\])_\[/
    $git2 = "gh auth token"
    $npm1 = "_authToken"
    $npm2 = /npm_\[/
  condition:
    filesize < 12MB and any of ($aws*) and (any of ($gcp*) or any of ($az*)) and (any of ($git*) or any of ($npm*)) and $ip
}

rule seed_phrase_sent {
  meta:
    description = "takes a wallet's seed phrase or private key and sends it to a messenger or a catcher"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $key1 = "mnemonic" nocase
    $key2 = "seed phrase" nocase
    $key3 = "privateKey" nocase
    $key4 = "secretKey"
    $send1 = /api\/webhooks\/\d{5,}/
    $send2 = /\/bot\d{6,12}:[\w-]{30,}/
    $send3 = /\.sendMessage\(|\/sendMessage\b/
    $chat = /chat_id/
  condition:
    filesize < 1MB and any of ($key*) and ($send1 or $send2 or ($send3 and $chat and 2 of ($key*)))
}
