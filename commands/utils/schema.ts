import { LocalCommand } from '#src/command/local.ts'
import { jsonSchema } from '#src/config/json-schema.ts'
import { oneOf } from '#src/flags.ts'
import { type Answer, answer } from '#src/output/answer.ts'

export default class Schema extends LocalCommand {
  static override summary = 'Print the JSON schema of the config file'
  static override examples = ['<%= config.bin %> <%= command.id %> > schema.json']
  static override flags = { output: oneOf(['json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'json' }) }

  protected override async answerOf(): Promise<Answer> {
    const schema = jsonSchema()
    return answer(schema, JSON.stringify(schema, null, 2))
  }
}
