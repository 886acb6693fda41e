import { LocalCommand } from '#src/command/local.ts'
import { commandsIn } from '#src/command/tree.ts'

export default class Mcp extends LocalCommand {
  static override summary = 'Serve the commands as tools to programs that speak the Model Context Protocol, on standard input and output'
  static override description = [
    'A client starts it; in its settings: {"command": "<%= config.bin %>", "args": ["mcp"]}.',
    'Work that takes longer than 45 seconds goes on, and the client asks again. What changes or deletes something that stands is done only',
    'after a call that confirms it. Credentials and region are those of the environment that it is started in.',
  ].join('\n')
  static override examples = ['<%= config.bin %> <%= command.id %>']

  protected override async answerOf(): Promise<undefined> {
    const { serveMcp } = await import('#src/mcp/serve.ts')
    await serveMcp(await commandsIn(this.entry.root), this.entry)
  }
}
