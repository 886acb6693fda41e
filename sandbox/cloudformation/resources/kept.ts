import { AwsError } from '../../service.ts'
import { stateSlot } from '../state.ts'
import { asText, isObject } from '../template/document.ts'
import type { Json, JsonObject } from '../template/document.ts'
import { forget, keep, kept, newName, objects, text, texts } from './kind.ts'
import type { ResourceKind, Site } from './kind.ts'

function arn(site: Site, service: string, rest: string): string {
  const { account, region } = site.call
  return `arn:${account.partitionOf(region)}:${service}:${region}:${account.id}:${rest}`
}

function refuseTwin(site: Site, id: string): void {
  if (kept(site, id)) throw new AwsError('AlreadyExists', `${id} already exists in stack`)
}

/** A resource that CloudFormation keeps itself: made by `make`, which gives its id and attributes. */
function own(
  make: (site: Site, properties: JsonObject) => { id: string; attributes: Record<string, Json> },
  check?: (site: Site, properties: JsonObject) => void,
): ResourceKind {
  return {
    async create(site, properties) {
      check?.(site, properties)
      const { id, attributes } = make(site, properties)
      refuseTwin(site, id)
      keep(site, id, attributes)
      return id
    },
    async update(site, _, next) {
      check?.(site, next)
    },
    remove: async (site, { id }) => forget(site, id),
    attribute: (site, { id }, name) => kept(site, id)?.[name] ?? id,
  }
}

const queue: ResourceKind = {
  ...own((site, properties) => {
    const name =
      text(properties, 'QueueName') ??
      `${newName(site, { max: properties['FifoQueue'] === true ? 75 : 80 })}${properties['FifoQueue'] === true ? '.fifo' : ''}`
    const suffix = site.call.account.partitionOf(site.call.region) === 'aws-cn' ? 'amazonaws.com.cn' : 'amazonaws.com'
    const id = `https://sqs.${site.call.region}.${suffix}/${site.call.account.id}/${name}`
    return { id, attributes: { Arn: arn(site, 'sqs', name), QueueName: name, QueueUrl: id } }
  }, checkQueue),
  nameProperty: 'QueueName',
}

// https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_CreateQueue.html
const queueRanges: Readonly<Record<string, readonly [number, number]>> = {
  DelaySeconds: [0, 900],
  MaximumMessageSize: [1024, 1_048_576],
  MessageRetentionPeriod: [60, 1_209_600],
  ReceiveMessageWaitTimeSeconds: [0, 20],
  VisibilityTimeout: [0, 43_200],
}

function checkQueue(_: Site, properties: JsonObject): void {
  const name = text(properties, 'QueueName')
  if (name !== undefined && !/^[A-Za-z0-9_-]{1,80}$|^[A-Za-z0-9_-]{1,75}\.fifo$/.test(name))
    throw new AwsError('InvalidParameterValue', 'Can only include alphanumeric characters, hyphens, or underscores. 1 to 80 in length')
  for (const [property, [least, most]] of Object.entries(queueRanges)) {
    const number = properties[property]
    if (typeof number === 'number' && (number < least || number > most))
      throw new AwsError('InvalidAttributeValue', `Invalid value for the parameter ${property}.`)
  }
}

const queuePolicy = own(
  (site) => ({ id: newName(site, { max: 80 }), attributes: {} }),
  (site, properties) => {
    const known = Object.keys(site.call.state(stateSlot).kept)
    for (const url of texts(properties, 'Queues')) {
      if (!known.includes(`AWS::SQS::Queue ${url}`))
        throw new AwsError('AWS.SimpleQueueService.NonExistentQueue', 'The specified queue does not exist.')
    }
  },
)

const rule: ResourceKind = {
  ...own(
    (site, properties) => {
      const name = text(properties, 'Name') ?? newName(site, { max: 64 })
      return { id: name, attributes: { Arn: arn(site, 'events', `rule/${name}`), RuleName: name } }
    },
    (_, properties) => {
      if (properties['EventPattern'] === undefined && properties['ScheduleExpression'] === undefined)
        throw new AwsError('ValidationException', 'Parameter(s) EventPattern or ScheduleExpression must be specified.')
      const ids = objects(properties, 'Targets').map((one) => asText(one['Id']))
      if (new Set(ids).size < ids.length) throw new AwsError('ValidationException', 'Target Ids must be unique.')
    },
  ),
  nameProperty: 'Name',
}

const trustAnchor = own(
  (site) => {
    const id = site.call.account.ids.uuid()
    return { id, attributes: { TrustAnchorId: id, TrustAnchorArn: arn(site, 'rolesanywhere', `trust-anchor/${id}`) } }
  },
  (_, properties) => {
    const source = properties['Source']
    const content = isObject(source) && isObject(source['SourceData']) ? source['SourceData'] : {}
    const certificate = text(content, 'X509CertificateData')
    if (isObject(source) && source['SourceType'] === 'CERTIFICATE_BUNDLE' && !certificate?.includes('-----BEGIN CERTIFICATE-----'))
      throw new AwsError('ValidationException', 'Incorrect basic constraints for CA certificate')
  },
)

const anywhereProfile = own((site) => {
  const id = site.call.account.ids.uuid()
  return { id, attributes: { ProfileId: id, ProfileArn: arn(site, 'rolesanywhere', `profile/${id}`) } }
})

const key = own((site) => {
  const id = site.call.account.ids.uuid()
  return { id, attributes: { KeyId: id, Arn: arn(site, 'kms', `key/${id}`) } }
})

const alias: ResourceKind = {
  ...own(
    (_, properties) => ({ id: text(properties, 'AliasName') ?? '', attributes: {} }),
    (_, properties) => {
      if (!/^alias\/(?!aws\/)[a-zA-Z0-9/_-]+$/.test(text(properties, 'AliasName') ?? ''))
        throw new AwsError('ValidationException', 'AliasName must begin with alias/ and must not begin with alias/aws/')
    },
  ),
  nameProperty: 'AliasName',
}

/** The resource types of services that the sandbox has no other model of; kept with the checks those services make. */
export const keptKinds: Readonly<Record<string, ResourceKind>> = {
  'AWS::Events::Rule': rule,
  'AWS::KMS::Alias': alias,
  'AWS::KMS::Key': key,
  'AWS::RolesAnywhere::Profile': anywhereProfile,
  'AWS::RolesAnywhere::TrustAnchor': trustAnchor,
  'AWS::SQS::Queue': queue,
  'AWS::SQS::QueuePolicy': queuePolicy,
}
