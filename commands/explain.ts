import { LocalCommand, word } from '#src/command/local.ts'
import { nearest } from '#src/config/suggest.ts'
import { EksxError, exitCodes } from '#src/errors.ts'
import { oneOf } from '#src/flags.ts'
import { type Answer, answer } from '#src/output/answer.ts'
import { explanationAnswer, explanationList } from '#src/output/explanation.ts'
import { listed } from '#src/output/listing.ts'
import { exitMeanings, explanations } from '#src/tables/explanations.ts'

export default class Explain extends LocalCommand {
  static override summary = 'Say what an error means, where it usually comes from, and what helps'
  static override description =
    'The code of an error stands in its JSON (`-o json`). It works without a network; without a word it lists all codes.'
  static override examples = ['<%= config.bin %> <%= command.id %> ClusterUnreachable', '<%= config.bin %> <%= command.id %> 9']
  static override args = { code: word('code of an error, or an exit code') }
  static override flags = {
    output: oneOf(['table', 'json', 'yaml', 'name'], { char: 'o', summary: 'form of the answer', default: 'table' }),
  }

  protected override async answerOf(): Promise<Answer> {
    const asked = this.word
    const all = Object.entries(explanations).map(([code, { means }]) => ({ code, means }))
    if (!asked) return listed(all, explanationList)
    const exit = exitMeanings[Number(asked)]
    if (exit !== undefined) return answer({ exitCode: Number(asked), means: exit }, `exit code ${asked}: ${exit}`)
    const code = Object.keys(explanations).find((one) => one.toLowerCase() === asked.toLowerCase())
    const found = explanations[code ?? '']
    if (code !== undefined && found !== undefined) return explanationAnswer(code, found)
    const near = nearest(asked, Object.keys(explanations))
    throw new EksxError('CodeUnknown', `there is no error code "${asked}"`, {
      exitCode: exitCodes.usage,
      hint: near === undefined ? `\`${this.config.bin} explain\` lists all codes` : `did you mean ${near}?`,
    })
  }
}
