import { LocalCommand } from '#src/command/local.ts'
import { quoted } from '#src/command/verdict.ts'
import { oneOf } from '#src/flags.ts'
import { EksxError, exitCodes } from '#src/errors.ts'
import { type Answer, answer } from '#src/output/answer.ts'

export default class Env extends LocalCommand {
  static override summary = 'Print the environment in which aws, kubectl and eksx talk to the running sandbox'
  static override examples = ['eval "$(<%= config.bin %> <%= command.id %>)"']
  static override flags = { output: oneOf(['json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'lines for a shell' }) }

  protected override async answerOf(): Promise<Answer> {
    const { files } = this.entry
    const text = await files.read(`${files.home}/.eksx/sandbox.json`)
    if (text === undefined) throw this.#none()
    const { url, env }: { readonly url: string; readonly env: Readonly<Record<string, string>> } = JSON.parse(text)
    // Any answer will do, a refusal too.
    const answers = await fetch(url).then(
      () => true,
      () => false,
    )
    if (!answers) throw this.#none()
    return answer(
      env,
      Object.entries(env)
        .map(([name, value]) => `export ${name}=${quoted(value)}`)
        .join('\n'),
    )
  }

  #none(): EksxError {
    return new EksxError('NoSandbox', 'no sandbox is running', {
      exitCode: exitCodes.notFound,
      hint: `start one: \`${this.config.bin} sandbox\``,
    })
  }
}
