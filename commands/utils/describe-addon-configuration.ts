import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { addonConfigurationFlags } from '#src/flags/describe.ts'
import { type Answer, type AnswerForm, answer } from '#src/output/answer.ts'
import { configurationValue } from '#src/output/offers.ts'

export default class DescribeAddonConfiguration extends EksxCommand {
  static override summary = 'Show what an add-on can be told, as a JSON schema, and the roles it needs'
  static override examples = ['<%= config.bin %> <%= command.id %> --name vpc-cni --version v1.20.1-eksbuild.1']
  static override flags = addonConfigurationFlags
  protected override readonly needs = ['name', 'version']

  protected override get form(): AnswerForm {
    return this.flagsOf(DescribeAddonConfiguration).output ?? 'json'
  }

  protected override async execute(app: App): Promise<Answer> {
    const { name = '', version = '' } = this.flagsOf(DescribeAddonConfiguration)
    const { schema, podIdentities } = await app.offers.addonConfiguration(name, version)
    return answer(configurationValue(schema, podIdentities))
  }
}
