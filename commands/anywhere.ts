import { PlainCommand } from '#src/command/local.ts'
import { commandHelp } from '#src/command/help.ts'
import { commandsIn } from '#src/command/tree.ts'
import { EksxError, exitCodes } from '#src/errors.ts'
import { eksctlVersion } from '#src/tables/eksctl-version.ts'

const program = 'eksctl-anywhere'

export default class Anywhere extends PlainCommand {
  static override summary = `Run EKS Anywhere: all words go on to the program ${program}`
  static override description = `${program} is a program of its own; it gets our streams, and its exit code is ours.`
  static override examples = ['<%= config.bin %> <%= command.id %> create cluster -f cluster.yaml']
  static override strict = false

  override async run(): Promise<number> {
    const { programs, signals, terminal, root } = this.entry
    const path = await programs.find(program)
    if (path !== undefined) {
      const stop = new AbortController()
      // Ctrl-C reaches the program by itself, and it says what comes of it; the other signals reach us alone.
      const unhook = signals.on((signal) => signal !== 'SIGINT' && stop.abort())
      return programs.takeOver(path, this.argv, { env: { EKSCTL_VERSION: eksctlVersion }, signal: stop.signal }).finally(unhook)
    }
    if (this.argv[0] !== '--help' && this.argv[0] !== '-h') throw missing()
    const tree = await commandsIn(root)
    terminal.answer(tree.commands.flatMap((one) => (one.id === this.id ? [commandHelp(tree, one)] : [])).join(''))
    return exitCodes.done
  }
}

const missing = (): EksxError =>
  new EksxError('ProgramMissing', `there is no ${program} on PATH`, {
    hint: 'install it: https://anywhere.eks.amazonaws.com/docs/getting-started/install',
  })
