import { LocalCommand } from '#src/command/local.ts'
import { entries } from '#src/command/entry.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { sandboxFlags } from '#src/flags/sandbox.ts'
import type { Answer } from '#src/output/answer.ts'
import type { Sandbox, SandboxOptions } from '#sandbox/sandbox.ts'

export default class Serve extends LocalCommand {
  static override summary = 'Serve an AWS on this machine, for trying things out: no account, no cost'
  static override description =
    'It listens on loopback only and runs until it is stopped. In another shell: eval "$(<%= config.bin %> sandbox env)"'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --speed 60',
    '<%= config.bin %> <%= command.id %> --port 4566 --durations 0',
  ]
  static override flags = sandboxFlags

  protected override async answerOf(): Promise<Answer | undefined> {
    const { startSandbox } = await import('#sandbox/sandbox.ts')
    const options = await this.#options()
    // Requests are served in the context that the server was started in: not in this command's.
    await this.#serve(await entries.exit(() => startSandbox(options)))
    return undefined
  }

  async #options(): Promise<SandboxOptions> {
    const { port, seed, speed = 1, strict, durations, world, faults } = this.flagsOf(Serve)
    if (speed <= 0) throw badFlag(`--speed=${speed}: must be above 0`)
    return {
      speed,
      credentials: 'fresh',
      strict: strict === true,
      ...(port !== undefined && { port }),
      ...(seed !== undefined && { seed }),
      ...(durations !== undefined && { durations: durations / 100 }),
      ...(world !== undefined && { world: await this.#json('world', world) }),
      ...(faults !== undefined && { faults: await this.#json('faults', faults) }),
    }
  }

  async #serve(sandbox: Sandbox): Promise<void> {
    const { files, signals } = this.entry
    const note = `${files.home}/.eksx/sandbox.json`
    const env = { ...sandbox.env(this.flagsOf(Serve).region ?? 'us-west-2'), KUBECONFIG: `${files.home}/.eksx/kubeconfig` }
    const stopped = new Promise<void>((resolve) => signals.on(() => resolve()))
    await files.write(note, `${JSON.stringify({ url: sandbox.url, env }, null, 2)}\n`, 0o600)
    this.say(
      `AWS answers on ${sandbox.url}; keys are in ${note}\nin another shell: eval "$(${this.config.bin} sandbox env)"; Ctrl-C stops it`,
    )
    await stopped
    await sandbox.close()
    await files.remove(note)
  }

  async #json<T>(flag: string, path: string): Promise<T> {
    const text = await this.entry.files.read(path)
    if (text === undefined) throw badFlag(`--${flag}=${path}: there is no such file`)
    return JSON.parse(text) as T
  }
}
