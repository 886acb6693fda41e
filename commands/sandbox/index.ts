import { LocalCommand } from '#src/command/local.ts'
import { entries } from '#src/command/entry.ts'
import { keptElsewhere, portTaken } from '#src/command/serving.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { sandboxFlags } from '#src/flags/sandbox.ts'
import { type Answer, answer, written } from '#src/output/answer.ts'
import { keepState } from '#sandbox/keep.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'

export default class Serve extends LocalCommand {
  static override summary = 'Serve an AWS on this machine, for trying things out: no account, no cost'
  static override description =
    'It listens on loopback only and runs until it is stopped. In another shell: eval "$(<%= config.bin %> sandbox env)"'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --speed 60',
    '<%= config.bin %> <%= command.id %> --state account.json',
    '<%= config.bin %> <%= command.id %> --port 4566 --durations 0',
  ]
  static override flags = sandboxFlags

  protected override async answerOf(): Promise<Answer | undefined> {
    const { state } = this.flagsOf(Serve)
    if (state === undefined) return this.#start()
    return this.entry.files.locked(state, () => this.#start(), 0).catch(keptElsewhere(state))
  }

  async #start(): Promise<undefined> {
    const [{ startSandbox }, { optionsOf }] = await Promise.all([import('#sandbox/sandbox.ts'), import('#sandbox/settings.ts')])
    const refuse = (flag: string, why: string) => badFlag(`--${flag}: ${why}`)
    const options = await optionsOf(this.flagsOf(Serve), (path) => this.entry.files.read(path), refuse)
    // Requests are served in the context that the server was started in: not in this command's.
    await this.#serve(await entries.exit(() => startSandbox(options)).catch(portTaken))
    return undefined
  }

  async #serve(sandbox: Sandbox): Promise<void> {
    const { files, signals } = this.entry
    const { region = 'us-west-2', state, output } = this.flagsOf(Serve)
    const note = `${files.home}/.eksx/sandbox.json`
    const env = { ...sandbox.env(region), KUBECONFIG: `${files.home}/.eksx/kubeconfig` }
    const stopped = new Promise<void>((resolve) => signals.on(() => resolve()))
    await files.write(note, `${JSON.stringify({ url: sandbox.url, env }, null, 2)}\n`, 0o600)
    this.say(
      `AWS answers on ${sandbox.url}; keys are in ${note}\nin another shell: eval "$(${this.config.bin} sandbox env)"; Ctrl-C stops it`,
    )
    if (output !== undefined) this.entry.terminal.answer((await written(answer({ url: sandbox.url, keys: note }), output)).text)
    const failed = (error: unknown) => this.say(error instanceof Error ? error.message : String(error))
    try {
      if (state !== undefined) await keepState(sandbox, { write: (text) => files.write(state, text, 0o600), stopped, failed })
      await stopped
    } finally {
      await sandbox.close()
      await files.remove(note)
    }
  }
}
