import type { App } from '#src/app.ts'
import { EksxCommand } from '#src/command.ts'
import { keyFromFlags, secretsEncryptionFile, secretsEncryptionFlags } from '#src/flags/secrets.ts'
import type { Answer } from '#src/output/answer.ts'
import { changeableCluster } from '#src/survey/control-plane.ts'
import { encryptSecrets } from '#src/workflows/secrets-encryption.ts'

export default class EnableSecretsEncryption extends EksxCommand {
  static override summary = 'Encrypt the Secrets of a cluster by a KMS key, those that are there too'
  static override examples = [
    '<%= config.bin %> <%= command.id %> --cluster dev --key-arn arn:aws:kms:us-west-2:111122223333:key/5e0c2c4e-77aa-4b0e-9e21-c0ffee000001',
    '<%= config.bin %> <%= command.id %> -f cluster.yaml --encrypt-existing-secrets=false',
  ]
  static override flags = secretsEncryptionFlags
  protected override readonly purpose = 'key for secrets' as const
  protected override readonly fileRules = secretsEncryptionFile
  protected override readonly needs = ['cluster', 'key-arn']

  protected override async execute(app: App): Promise<Answer | undefined> {
    const given = this.flagsOf(EnableSecretsEncryption)
    const { stated } = await this.read(() => keyFromFlags(given, { cluster: this.cluster, region: app.regionName }))
    const { name } = await changeableCluster(app, stated.metadata.name)
    const steps = encryptSecrets(name, stated.secretsEncryption?.keyARN ?? '', given['encrypt-existing-secrets'] !== false)
    return this.perform(steps, app, { kinds: ['update'], about: { cluster: name, region: app.regionName } })
  }
}
