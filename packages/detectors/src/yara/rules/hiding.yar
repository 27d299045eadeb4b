// Code and text that is made not to be read.

rule packed_eval {
  meta:
    description = "packed with the p,a,c,k,e,d packer and unpacked by eval"
    severity = "low"
    confidence = 80
    files = "code"
  strings:
    $p = /eval\(function\(p,\s?a,\s?c,\s?k,\s?e,\s?[dr]\)/
  condition:
    $p
}

rule obfuscator_string_array {
  meta:
    description = "string array with a rotating decoder, as obfuscator.io writes it"
    severity = "medium"
    confidence = 75
    files = "code"
  strings:
    $name = /_0x[a-f0-9]{4,6}\b/
    $array = /(const|var|let|function)\s{1,4}_0x[a-f0-9]{4,6}\s{0,4}(=\s{0,4}\[|=\s{0,4}function|\()/
    $rotate1 = /['"]push['"]\]\(_0x[a-f0-9]{4,6}\[['"]shift['"]\]\(\)\)/
    $rotate2 = /\.push\(_0x[a-f0-9]{4,6}\.shift\(\)\)/
    $loop = /while\s{0,2}\(!!\[\]\)/
    $parse = /parseInt\(_0x[a-f0-9]{4,6}\(0x/
  condition:
    #name >= 60 and $array and (any of ($rotate*) or $loop or $parse)
}

rule js_fuck {
  meta:
    description = "JavaScript written with six characters only"
    severity = "medium"
    confidence = 80
    files = "code"
  strings:
    $a = "(![]+[])[+[]]"
    $b = "(!![]+[])[+[]]"
    $c = "(![]+[])[+!+[]]"
    $d = "[][(![]+[])["
  condition:
    2 of them and (#a + #b + #c + #d) > 20
}

rule symbol_encoded_js {
  meta:
    description = "JavaScript encoded into symbols or emoticons (jjencode, aaencode)"
    severity = "medium"
    confidence = 90
    files = "code"
  strings:
    $jj1 = "=~[];"
    $jj2 = "={___:++"
    $aa1 = "(ﾟДﾟ)"
    $aa2 = "ﾟωﾟﾉ"
  condition:
    ($jj1 and $jj2) or ($aa2 and #aa1 > 5)
}

rule off_screen_code {
  meta:
    description = "code stands behind a run of spaces, outside of what an editor shows"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $c1 = "require("
    $c2 = "eval("
    $c3 = "global["
    $c4 = "Function("
    $c5 = "import("
    $c6 = "exec("
    $c7 = "atob("
  condition:
    filesize < 5MB and for any of them : (
      for any i in (1..#) : (
        @[i] > 200 and uint32(@[i] - 36) == 0x20202020
        and for all k in (4..15) : (uint32(@[i] - 12 * k) == 0x20202020)
        and for all k in (1..36) : (uint8(@[i] - k) != 0x0A)
      )
    )
}

rule char_code_program {
  meta:
    description = "a long list of character codes becomes text that is run"
    severity = "medium"
    confidence = 65
    files = "code"
  strings:
    $codes = /fromCharCode(\.apply\([^,]{1,20},\s{0,4}\[|\()(\s{0,2}\d{1,3}\s{0,2},){24}/
    $map = /\.map\(\s{0,2}\(?\w{1,20}\)?\s{0,2}=>\s{0,2}String\.fromCharCode\(/
    $run1 = /(^|[^$.\w])eval\(/
    $run2 = /(^|[^$.\w])Function\(/
    $run3 = "_compile("
    $run4 = "runInThisContext"
  condition:
    filesize < 3MB and any of ($run*) and ($codes or ($map and filesize < 100KB))
}

rule require_alias {
  meta:
    description = "hands require and module to a hidden script under one-letter names"
    severity = "high"
    confidence = 75
    files = "code"
  strings:
    $a = /global\[\s{0,2}['"][^'"\n]{1,3}['"]\s{0,2}\]\s{0,4}=\s{0,4}require\b/
    $b = /global\[\s{0,2}['"][^'"\n]{1,3}['"]\s{0,2}\]\s{0,4}=\s{0,4}module\b/
    $c = /global\.[a-z_$]{1,2}\s{0,4}=\s{0,4}require\s{0,4};/
  condition:
    filesize < 5MB and ($a or ($b and $c))
}

rule invisible_payload {
  meta:
    description = "a text is stored in invisible characters (variation selectors or tags)"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $vs1 = { EF B8 (8?) EF B8 (8?) EF B8 (8?) EF B8 (8?) EF B8 (8?) EF B8 (8?) EF B8 (8?) EF B8 (8?) }
    $vs2 = { F3 A0 (84|85|86|87) ?? F3 A0 (84|85|86|87) ?? F3 A0 (84|85|86|87) ?? F3 A0 (84|85|86|87) ?? F3 A0 (84|85|86|87) ?? F3 A0 (84|85|86|87) ?? }
    $tag = { F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? F3 A0 (80|81) ?? }
    $flag = { F0 9F 8F B4 F3 A0 81 }
    // One after the other, as tables of characters have them: they make nine of the first kind.
    $row = { EF B8 80 EF B8 81 EF B8 82 EF B8 83 EF B8 84 EF B8 85 EF B8 86 EF B8 87 }
  condition:
    #vs1 > 9 * #row or $vs2 or (#tag > #flag and $tag and not $flag)
}

rule invisible_payload_decoder {
  meta:
    description = "decodes invisible characters into code and runs it"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $range1 = /0x[fF][eE]00/
    $range2 = /0x[eE]0100/
    $range3 = "65024"
    $range4 = "917760"
    $range5 = /0x[eE]0000/
    $point1 = "codePointAt"
    $point2 = "charCodeAt"
    $run1 = /(^|[^$.\w])eval\(/
    $run2 = /(^|[^$.\w])Function\(/
    $run3 = "_compile("
    $bytes1 = "Buffer.from"
    $bytes2 = "fromCharCode"
    $bytes3 = "TextDecoder"
  condition:
    filesize < 200KB and (($range1 and $range2) or ($range3 and $range4) or $range5) and any of ($point*) and any of ($run*) and any of ($bytes*)
}

rule bidirectional_code {
  meta:
    description = "direction marks make code read differently from what it does"
    severity = "medium"
    confidence = 60
    stage = "install import use"
    files = "code"
  strings:
    $a = { E2 80 AE [1-40] E2 81 (A6|A7|A8) }
    $b = { E2 81 (A6|A7|A8) [1-60] E2 81 A9 [0-20] E2 81 (A6|A7|A8) }
    $c = { E2 80 (AA|AB|AD|AE) [0-60] (2A 2F | 2F 2A | 2F 2F) }
  condition:
    filesize < 500KB and any of them
}

rule embedded_executable {
  meta:
    description = "an executable is stored as text in a file of another kind"
    severity = "medium"
    confidence = 75
    stage = "install import use"
    files = "code data"
  strings:
    $pe1 = /TV[qopr][QA-P][A-Za-z0-9+\/]{8,20}\/\/8AALg/
    $pe2 = /4d5a[0-9a-f]{4}0300000004000000ffff0000b8/ nocase
    $elf1 = /f0VMRg[IE]BA[QA-Z][A-Za-z0-9+\/]{80}/
    $elf2 = /7f454c460[12]0101[0-9a-f]{60}/ nocase
    $macho = /(z\/rt\/g|zfrt\/g|yv66vg)[A-Za-z0-9+\/]{120}/
  condition:
    any of them
}

rule encoded_program_of_python {
  meta:
    description = "Python runs a text that it decodes or downloads first"
    severity = "high"
    confidence = 75
    files = "code data"
  strings:
    $a = /exec\s{0,2}\(\s{0,2}(compile\()?\s{0,2}(zlib\.decompress|__import__\(['"](base64|zlib|marshal|codecs)['"]\)|base64\.b64decode|marshal\.loads|codecs\.decode|bytes\.fromhex|requests\.get|urlopen|Fernet\()/
    $b = /exec\s{0,2}\(\s{0,2}__import__\(['"](requests|urllib\.request)['"]\)/
    $c = /__import__\(['"]builtins['"]\)\.exec\(/
    $d = /(os\.system|subprocess\.\w{3,6})\(\s{0,2}(base64\.b64decode|__import__\(['"]base64['"]\))/
  condition:
    filesize < 5MB and any of them
}

rule batch_cut_up {
  meta:
    description = "a batch file puts its commands together from single characters of variables"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $cut = /%\w{1,20}:~\d{1,3},\d{1,2}%/
    $echo = "@echo off" nocase
  condition:
    #cut > 20 and $echo
}

rule script_host_dropper {
  meta:
    description = "a Windows script downloads a file, saves and starts it"
    severity = "high"
    confidence = 85
    files = "code data"
  strings:
    $http1 = "MSXML2.XMLHTTP" nocase
    $http2 = "MSXML2.ServerXMLHTTP" nocase
    $http3 = "WinHttp.WinHttpRequest" nocase
    $save = "ADODB.Stream" nocase
    $run1 = "WScript.Shell" nocase
    $run2 = "Shell.Application" nocase
    // Called, not only named: who looks for such scripts has the same names in a list.
    $file1 = /\.[ \t]{0,4}SaveToFile[ \t(]/ nocase
    $file2 = /\[[ \t]{0,4}["']SaveToFile["'][ \t]{0,4}\]/ nocase
    $file3 = /CallByName[^\n]{1,80}["']SaveToFile["']/ nocase
  condition:
    any of ($http*) and $save and any of ($file*) and any of ($run*)
}

rule gyp_runs_download {
  meta:
    description = "a build description runs a download, an encoded command or a raw shell when it is read"
    severity = "high"
    confidence = 80
    files = "code"
  strings:
    $a = /<!@?\([^\n)]{0,120}(curl |wget |powershell|base64 |certutil|mshta|\/dev\/tcp|child_process|https?\.get|fetch\()/
    // What is read of a library's options through pipes of filters is how builds ask; anything else a shell is needed for.
    $c = /<!@?\(\s{0,4}(ba|z)?sh\s{1,4}-c\s[^\n]{0,200}(https?:|\|\s{0,4}(ba|z|da)?sh\b|eval\b|\$|`|\/tmp|chmod|nohup|[;&>]|\.\/|\.(sh|js|cjs|mjs|py|bin)\b|base64|node\b|python|perl|\\x[0-9a-f])/
    $shape1 = "'targets'"
    $shape2 = "\"targets\""
  condition:
    filesize < 200KB and any of ($a, $c) and any of ($shape*)
}

rule vm_run_of_media {
  meta:
    description = "code is taken out of a picture or sound file and run"
    severity = "high"
    confidence = 60
    stage = "install import"
    files = "code"
  strings:
    $media = /readFile(Sync)?\([^\n;]{0,60}\.(png|jpe?g|gif|ico|wav|mp3|woff2)['"`]/
    $cut1 = /\.(slice|subarray)\(/
    $cut2 = /\.indexOf\(\s{0,2}Buffer\.from\(/
    $cut3 = "lastIndexOf("
    $run1 = /(^|[^$.\w])eval\(/
    $run2 = "new Function"
    $run3 = "_compile("
    $run4 = "runInThisContext"
  condition:
    filesize < 300KB and $media and any of ($cut*) and any of ($run*)
}
