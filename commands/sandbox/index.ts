import { LocalCommand } from '#src/command/local.ts'
import { entries } from '#src/command/entry.ts'
import { badFlag } from '#src/flags/conflicts.ts'
import { sandboxFlags } from '#src/flags/sandbox.ts'
import type { Answer } from '#src/output/answer.ts'
import type { Sandbox } from '#sandbox/sandbox.ts'
import type { World } from '#sandbox/service.ts'

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
    const given = this.flagsOf(Serve)
    if ((given.speed ?? 1) <= 0) throw badFlag(`--speed=${given.speed}: must be above 0`)
    const world = given.world === undefined ? undefined : await this.#world(given.world)
    const { port, seed, strict } = given
    const options = {
      strict: strict === true,
      speed: given.speed ?? 1,
      ...(port !== undefined && { port }),
      ...(seed !== undefined && { seed }),
    }
    const durations = given.durations === undefined ? {} : { durations: given.durations / 100 }
    const { startSandbox } = await import('#sandbox/sandbox.ts')
    // Requests are served in the context that the server was started in: not in this command's.
    const sandbox = await entries.exit(() => startSandbox({ ...options, ...durations, ...(world && { world }) }))
    await this.#serve(sandbox, given.region ?? 'us-west-2')
    return undefined
  }

  async #serve(sandbox: Sandbox, region: string): Promise<void> {
    const { files, signals } = this.entry
    const kubeconfig = `${files.home}/.eksx/kubeconfig`
    const note = `${files.home}/.eksx/sandbox.json`
    const stopped = new Promise<void>((resolve) => signals.on(() => resolve()))
    await files.write(
      note,
      `${JSON.stringify({ url: sandbox.url, env: { ...sandbox.env(region), KUBECONFIG: kubeconfig } }, null, 2)}\n`,
      0o600,
    )
    this.say(
      `AWS answers on ${sandbox.url}; keys are in ${note}\nin another shell: eval "$(${this.config.bin} sandbox env)"; Ctrl-C stops it`,
    )
    await stopped
    await sandbox.close()
    await files.remove(note)
  }

  async #world(path: string): Promise<World> {
    const text = await this.entry.files.read(path)
    if (text === undefined) throw badFlag(`--world=${path}: there is no such file`)
    const world: World = JSON.parse(text)
    return world
  }
}
