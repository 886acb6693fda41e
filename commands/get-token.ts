import { LocalCommand, word } from '#src/command/local.ts'
import { tokenFlags, tokenFromFlags } from '#src/flags/token.ts'
import { type Answer, answer } from '#src/output/answer.ts'

export default class GetToken extends LocalCommand {
  static override summary = "Print a token for a cluster's API, as kubectl asks for it"
  static override examples = ['<%= config.bin %> <%= command.id %> --cluster dev --region eu-west-1']
  static override args = { cluster: word('name of the cluster') }
  static override flags = tokenFlags

  protected override async answerOf(): Promise<Answer> {
    const credential = await this.entry.token(tokenFromFlags(this.flagsOf(GetToken), this.word, this.entry.files.env))
    return answer(JSON.parse(credential), credential)
  }
}
