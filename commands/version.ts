import { LocalCommand } from '#src/command/local.ts'
import { oneOf } from '#src/flags.ts'
import { type Answer, answer } from '#src/output/answer.ts'
import { version } from '#src/version.ts'

export default class Version extends LocalCommand {
  static override summary = 'Show the version of eksx'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o json']
  static override flags = { output: oneOf(['json'], { char: 'o', summary: 'form of the answer', default: 'the version alone' }) }

  protected override async answerOf(): Promise<Answer> {
    return answer({ Version: version, PreReleaseID: '', Metadata: { BuildDate: '', GitCommit: '' } }, version)
  }
}
