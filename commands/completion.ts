import { LocalCommand, word } from '#src/command/local.ts'
import { completionScript, shells } from '#src/command/shells.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { oneOf } from '#src/flags.ts'
import { type Answer, answer } from '#src/output/answer.ts'

export default class Completion extends LocalCommand {
  static override summary = 'Print the script by which a shell completes commands, flags and names'
  static override description = [
    'For every shell to come:',
    "  bash        echo 'source <(<%= config.bin %> completion bash)' >> ~/.bashrc",
    "  zsh         echo 'source <(<%= config.bin %> completion zsh)' >> ~/.zshrc    (after compinit)",
    '  fish        <%= config.bin %> completion fish > ~/.config/fish/completions/<%= config.bin %>.fish',
    '  powershell  <%= config.bin %> completion powershell >> $PROFILE',
    'Names of clusters and nodegroups come from AWS, where it answers within two seconds.',
  ].join('\n')
  static override examples = [
    '<%= config.bin %> <%= command.id %> bash > ~/.local/share/bash-completion/completions/<%= config.bin %>',
    '<%= config.bin %> <%= command.id %> fish | source',
  ]
  static override args = { shell: word(`the shell: ${shells.join(', ')}`) }
  static override flags = { output: oneOf(['json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'the script' }) }

  protected override async answerOf(): Promise<Answer> {
    const shell = shells.find((one) => one === this.word)
    if (shell === undefined)
      throw badFlag(
        this.word === undefined ? 'a shell must be named' : `there is no script for the shell "${this.word}"`,
        `one of ${shells.join(', ')}`,
      )
    const script = completionScript(shell)
    return answer({ shell, script }, script)
  }
}
