import type * as Aws from '@aws-sdk/client-ec2'
import { AwsError } from '#sandbox/service.ts'
import type { Call } from '#sandbox/service.ts'
import { describe, page } from './describe.ts'
import { filtered } from './filters.ts'
import { quota } from './quotas.ts'
import { missing, notFound } from './refusals.ts'
import { ec2State, nowText } from './state.ts'
import type { LaunchTemplate, TemplateVersion } from './state.ts'
import { kept, shown } from './stored.ts'
import { tagsFor } from './tags.ts'
import { checkTemplateData } from './template-data.ts'

interface TemplateRef {
  readonly LaunchTemplateId?: string | undefined
  readonly LaunchTemplateName?: string | undefined
}

/** The template that a request names by id or by name, not by both. */
export function templateOf(call: Call, { LaunchTemplateId: id, LaunchTemplateName: name }: TemplateRef): LaunchTemplate {
  const { lts } = ec2State(call)
  if (id !== undefined && name !== undefined) {
    throw new AwsError(
      'InvalidParameterCombination',
      'You cannot specify both the launch template ID and the launch template name in the request.',
    )
  }
  if (id !== undefined) {
    if (!/^lt-[0-9a-f]{8,17}$/.test(id)) throw new AwsError('InvalidLaunchTemplateId.Malformed', `Invalid launch template ID: '${id}'`)
    const found = lts[id]
    if (found === undefined) throw notFound.template(id)
    return found
  }
  if (name === undefined) throw missing('LaunchTemplateId or LaunchTemplateName')
  const found = Object.values(lts).find((one) => one.LaunchTemplateName === name)
  if (found === undefined) throw notFound.templateName(name)
  return found
}

/** A version of a template: a number, `$Latest`, `$Default`, or the default one. */
export function versionOf(call: Call, template: LaunchTemplate, wanted: string | undefined): TemplateVersion {
  const number =
    wanted === '$Latest'
      ? template.LatestVersionNumber
      : wanted === undefined || wanted === '' || wanted === '$Default'
        ? template.DefaultVersionNumber
        : Number(wanted)
  const found = ec2State(call).ltvs[template.LaunchTemplateId]?.find((one) => one.VersionNumber === number)
  if (found === undefined) throw notFound.templateVersion(wanted ?? '$Default')
  return found
}

function createTemplate(input: Aws.CreateLaunchTemplateRequest, call: Call): object {
  const state = ec2State(call)
  const name = input.LaunchTemplateName ?? ''
  if (!/^[a-zA-Z0-9().\-/_]{3,128}$/.test(name)) {
    throw new AwsError(
      'InvalidLaunchTemplateName.MalformedException',
      `Launch template name should contain 3-128 characters, and only letters, numbers and the symbols ( ) . / _ - , but is '${name}'.`,
    )
  }
  const LaunchTemplateData = checkTemplateData(input.LaunchTemplateData ?? {})
  const Tags = tagsFor(call, input.TagSpecifications, 'launch-template')
  if (Object.values(state.lts).some((one) => one.LaunchTemplateName === name)) {
    throw new AwsError('InvalidLaunchTemplateName.AlreadyExistsException', 'Launch template name already in use.')
  }
  if (Object.keys(state.lts).length >= quota(call, 'launch-templates'))
    throw new AwsError('LaunchTemplateLimitExceeded', 'The maximum number of launch templates has been reached.')
  const template: LaunchTemplate = {
    LaunchTemplateId: call.account.ids.hex('lt-', 17),
    LaunchTemplateName: name,
    CreateTime: nowText(call),
    CreatedBy: call.principal.arn,
    DefaultVersionNumber: 1,
    LatestVersionNumber: 1,
    Tags,
  }
  state.lts[template.LaunchTemplateId] = template
  state.ltvs[template.LaunchTemplateId] = [newVersion(call, template, 1, LaunchTemplateData, input.VersionDescription)]
  return { LaunchTemplate: shown(template) }
}

function newVersion(
  call: Call,
  template: LaunchTemplate,
  VersionNumber: number,
  data: TemplateVersion['LaunchTemplateData'],
  description?: string,
): TemplateVersion {
  return {
    LaunchTemplateId: template.LaunchTemplateId,
    LaunchTemplateName: template.LaunchTemplateName,
    VersionNumber,
    CreateTime: nowText(call),
    CreatedBy: call.principal.arn,
    DefaultVersion: VersionNumber === template.DefaultVersionNumber,
    LaunchTemplateData: data,
    ...(description !== undefined && { VersionDescription: description }),
  }
}

function createVersion(input: Aws.CreateLaunchTemplateVersionRequest, call: Call): object {
  const state = ec2State(call)
  const template = templateOf(call, input)
  const versions = state.ltvs[template.LaunchTemplateId] ?? []
  const source = input.SourceVersion === undefined ? {} : versionOf(call, template, input.SourceVersion).LaunchTemplateData
  const data = { ...source, ...checkTemplateData(input.LaunchTemplateData ?? {}) }
  if (versions.length >= quota(call, 'launch-template-versions'))
    throw new AwsError('VersionLimitExceeded', 'The maximum number of launch template versions has been reached.')
  template.LatestVersionNumber += 1
  const version = newVersion(call, template, template.LatestVersionNumber, data, input.VersionDescription)
  state.ltvs[template.LaunchTemplateId] = [...versions, version]
  return { LaunchTemplateVersion: shown(version) }
}

function modifyTemplate(input: Aws.ModifyLaunchTemplateRequest, call: Call): object {
  const template = templateOf(call, input)
  const version = versionOf(call, template, input.DefaultVersion)
  template.DefaultVersionNumber = version.VersionNumber
  for (const one of ec2State(call).ltvs[template.LaunchTemplateId] ?? []) one.DefaultVersion = one === version
  return { LaunchTemplate: shown(template) }
}

function deleteTemplate(input: Aws.DeleteLaunchTemplateRequest, call: Call): object {
  const template = templateOf(call, input)
  const { lts, ltvs } = ec2State(call)
  delete lts[template.LaunchTemplateId]
  delete ltvs[template.LaunchTemplateId]
  return { LaunchTemplate: shown(template) }
}

const row = ({ LaunchTemplateId, LaunchTemplateName, VersionNumber }: TemplateVersion) => ({
  LaunchTemplateId,
  LaunchTemplateName,
  VersionNumber,
})

function deleteVersions(input: Aws.DeleteLaunchTemplateVersionsRequest, call: Call): object {
  const template = templateOf(call, input)
  const state = ec2State(call)
  const reports = (input.Versions ?? []).map((text) => {
    const version = versionOf(call, template, text)
    if (version.DefaultVersion !== true) return { ok: true, version }
    return { ok: false, version }
  })
  const gone = reports.filter((one) => one.ok).map((one) => one.version)
  state.ltvs[template.LaunchTemplateId] = (state.ltvs[template.LaunchTemplateId] ?? []).filter((one) => !gone.includes(one))
  return {
    SuccessfullyDeletedLaunchTemplateVersions: gone.map((one) => row(one)),
    UnsuccessfullyDeletedLaunchTemplateVersions: reports
      .filter((one) => !one.ok)
      .map(({ version }) => ({
        ...row(version),
        ResponseError: { Code: 'unexpectedError', Message: 'Cannot delete the default version of a launch template.' },
      })),
  }
}

function describeVersions(input: Aws.DescribeLaunchTemplateVersionsRequest, call: Call): object {
  const { ltvs, lts } = ec2State(call)
  const named = input.LaunchTemplateId !== undefined || input.LaunchTemplateName !== undefined
  if (!named && (input.Versions ?? []).some((one) => !one.startsWith('$'))) throw missing('LaunchTemplateId')
  const templates = named ? [templateOf(call, input)] : Object.values(lts)
  const found = templates.flatMap((template) => {
    if (input.Versions !== undefined && input.Versions.length > 0) return input.Versions.map((text) => versionOf(call, template, text))
    const least = Number(input.MinVersion ?? 0)
    return (ltvs[template.LaunchTemplateId] ?? []).filter(
      (one) => one.VersionNumber >= least && one.VersionNumber <= Number(input.MaxVersion ?? Infinity),
    )
  })
  const newestFirst = input.Versions === undefined ? found.toSorted((a, b) => b.VersionNumber - a.VersionNumber) : found
  const versions = filtered(newestFirst, input.Filters, {
    'is-default-version': 'DefaultVersion',
    'image-id': 'LaunchTemplateData.ImageId',
    'instance-type': 'LaunchTemplateData.InstanceType',
    'create-time': 'CreateTime',
    'iam-instance-profile': 'LaunchTemplateData.IamInstanceProfile.Arn',
    'ebs-optimized': 'LaunchTemplateData.EbsOptimized',
  })
  const { items, next } = page(
    versions,
    {
      ...(input.MaxResults !== undefined && { MaxResults: input.MaxResults }),
      ...(input.NextToken !== undefined && { NextToken: input.NextToken }),
    },
    [1, 200],
  )
  return { LaunchTemplateVersions: items.map((one) => shown(one)), ...(next !== undefined && { NextToken: next }) }
}

export const launchTemplateOperations = {
  CreateLaunchTemplate: createTemplate,
  CreateLaunchTemplateVersion: createVersion,
  ModifyLaunchTemplate: modifyTemplate,
  DeleteLaunchTemplate: deleteTemplate,
  DeleteLaunchTemplateVersions: deleteVersions,
  DescribeLaunchTemplateVersions: describeVersions,
  GetLaunchTemplateData: (input: Aws.GetLaunchTemplateDataRequest, call: Call) => {
    const instance = ec2State(call).instances[input.InstanceId ?? '']
    if (instance === undefined) throw notFound.instance(input.InstanceId ?? '')
    return { LaunchTemplateData: kept({ ImageId: instance.ImageId, InstanceType: instance.InstanceType, KeyName: instance.KeyName }) }
  },
  DescribeLaunchTemplates: describe<LaunchTemplate>({
    records: (call) => Object.values(ec2State(call).lts),
    answer: 'LaunchTemplates',
    page: [1, 200],
    named: {
      LaunchTemplateIds: { key: (one) => one.LaunchTemplateId, absent: notFound.template },
      LaunchTemplateNames: { key: (one) => one.LaunchTemplateName, absent: notFound.templateName },
    },
    filters: { 'launch-template-name': 'LaunchTemplateName', 'create-time': 'CreateTime' },
  }),
}
