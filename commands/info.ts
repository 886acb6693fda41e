import { LocalCommand } from '#src/command/local.ts'
import { oneOf } from '#src/flags.ts'
import { type Answer, answer } from '#src/output/answer.ts'
import { eksctlVersion } from '#src/tables/eksctl-version.ts'
import { version } from '#src/version.ts'

export default class Info extends LocalCommand {
  static override summary = 'Show the versions that a report of a problem should name'
  static override examples = ['<%= config.bin %> <%= command.id %>', '<%= config.bin %> <%= command.id %> -o json']
  static override flags = { output: oneOf(['json', 'yaml'], { char: 'o', summary: 'form of the answer', default: 'a line for each' }) }

  protected override async answerOf(): Promise<Answer> {
    const kubectl = await this.#kubectl()
    const system = process.platform === 'win32' ? 'windows' : process.platform
    const lines = [
      `eksx version: ${version}`,
      `eksctl version: ${eksctlVersion} (whose commands, files and stacks eksx takes)`,
      `kubectl version: ${kubectl ?? 'there is none on PATH'}`,
      `OS: ${system}`,
      `Node.js version: ${process.versions.node}`,
    ]
    return answer({ EksctlVersion: eksctlVersion, KubectlVersion: kubectl ?? '', OS: system }, lines.join('\n'))
  }

  /** What kubectl says of itself; undefined where there is none. */
  async #kubectl(): Promise<string | undefined> {
    const { programs } = this.entry
    const path = await programs.find('kubectl')
    if (path === undefined) return undefined
    const { stdout, stderr } = await programs.run(path, ['version', '--client', '-o', 'json'], { signal: new AbortController().signal })
    return /"gitVersion":\s*"([^"]+)"/.exec(stdout)?.[1] ?? `${path} does not tell: ${(stderr || stdout).trim().split('\n', 1).join('')}`
  }
}
