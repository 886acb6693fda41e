/** Shells that can complete. */
export const shells = ['bash', 'zsh', 'fish', 'powershell'] as const
export type Shell = (typeof shells)[number]

/*
 * Each script hands the words of the line to the hidden `__complete`, the one being typed last, and reads a candidate from each line, a
 * tab before what it is. `:file` alone means that the shell knows better. `%{` stands for a shell's `${`, and `%'` for PowerShell's `.
 */

const bash = String.raw`# eksx completion for bash. To load it: source <(eksx completion bash)
__eksx_complete() {
  local line="%{COMP_LINE:0:COMP_POINT}" value about current strip=""
  local -a typed
  read -ra typed <<<"$line"
  case "$line" in *[[:space:]]) typed+=("") ;; esac
  current="%{typed[%{#typed[@]}-1]}"
  # Bash takes what follows = and : for a word of its own.
  local breaks="%{COMP_WORDBREAKS//[^=:]/}"
  if [[ -n $breaks && $current == *[$breaks]* ]]; then strip="%{current%"%{current##*[$breaks]}"}"; fi
  COMPREPLY=()
  while IFS=$'\t' read -r value about; do
    if [[ $value == :file ]]; then return; fi
    if [[ -n $value ]]; then COMPREPLY+=("%{value:%{#strip}}"); fi
  done < <("%{typed[0]}" __complete "%{typed[@]:1}" 2>/dev/null)
}
complete -o default -F __eksx_complete eksx`

const zsh = String.raw`#compdef eksx
# eksx completion for zsh. To load it: source <(eksx completion zsh), after compinit
_eksx() {
  local -a lines values
  local line value about
  lines=("%{(@f)$("%{words[1]}" __complete "%{(@)words[2,CURRENT]}" 2>/dev/null)}")
  if [[ "%{lines[1]}" == :file ]]; then
    compset -P '*='
    _files
    return
  fi
  for line in "%{lines[@]}"; do
    [[ -n "$line" ]] || continue
    value="%{line%%$'\t'*}"
    about="%{line#*$'\t'}"
    values+=("%{value//:/\\:}%{about:+:$about}")
  done
  _describe -t values 'eksx' values
}
if [[ "%{funcstack[1]}" == "_eksx" ]]; then _eksx "$@"; else compdef _eksx eksx; fi`

const fish = String.raw`# eksx completion for fish. To load it: eksx completion fish | source
function __eksx_complete
    set -l typed (commandline -opc)
    set -l current (commandline -ct)
    set -l lines (command $typed[1] __complete $typed[2..-1] "$current" 2>/dev/null)
    if test "$lines[1]" = :file
        set -l flag (string match -r '^--[^=]+=' -- "$current")
        for path in (__fish_complete_path (string replace -r '^--[^=]+=' '' -- "$current"))
            echo "$flag$path"
        end
        return
    end
    printf '%s\n' $lines
end
complete -c eksx -f -a '(__eksx_complete)'`

const powershell = String.raw`# eksx completion for PowerShell. To load it: eksx completion powershell | Out-String | Invoke-Expression
Register-ArgumentCompleter -Native -CommandName 'eksx' -ScriptBlock {
    param($wordToComplete, $commandAst, $cursorPosition)
    $typed = @($commandAst.CommandElements | Where-Object { $_.Extent.StartOffset -lt $cursorPosition } | ForEach-Object { $_.Extent.Text })
    $words = @($typed | Select-Object -Skip 1)
    # An empty word would not reach the program.
    if ($wordToComplete -eq '') { $words += ':new' }
    $lines = @(& $typed[0] __complete @words 2>$null)
    if ($lines.Count -gt 0 -and $lines[0] -eq ':file') { return }
    foreach ($line in $lines) {
        $value, $about = $line -split "%'t", 2
        if (-not $value) { continue }
        if (-not $about) { $about = $value }
        [System.Management.Automation.CompletionResult]::new($value, $value, 'ParameterValue', $about)
    }
}`

const scripts: Readonly<Record<Shell, string>> = { bash, zsh, fish, powershell }

/** The script that a shell loads to complete our lines. */
export const completionScript = (shell: Shell): string => scripts[shell].replaceAll('%{', '${').replaceAll("%'", '`')
