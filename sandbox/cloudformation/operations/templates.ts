import { asText } from '../template/document.ts'
import { AwsError } from '../../service.ts'
import type { Call } from '../../service.ts'
import { stateSlot } from '../state.ts'
import type { TemplateDocument } from '../template/document.ts'
import { readTemplate } from '../template/read.ts'
import { validateTemplate } from '../template/validate.ts'
import { findStack, stackToRead } from './lookup.ts'
import { neededCapability, templateText } from './request.ts'

interface TemplateRequest {
  readonly StackName?: string
  readonly ChangeSetName?: string
  readonly TemplateStage?: string
  readonly TemplateBody?: string
  readonly TemplateURL?: string
}

function getTemplate(request: TemplateRequest, call: Call): object {
  const wanted = request.ChangeSetName
  if (wanted !== undefined) {
    const stack = request.StackName === undefined ? undefined : findStack(call, request.StackName)
    const found = call.state(stateSlot).changeSets.find((one) => one.id === wanted || (one.name === wanted && one.stackId === stack?.id))
    if (!found) throw new AwsError('ChangeSetNotFoundException', `ChangeSet [${wanted}] does not exist`)
    return { TemplateBody: found.setup.body, StagesAvailable: ['Original', 'Processed'] }
  }
  return { TemplateBody: stackToRead(call, request.StackName).setup.body, StagesAvailable: ['Original', 'Processed'] }
}

function parametersOf(document: TemplateDocument): object[] {
  return Object.entries(document.parameters).map(([name, one]) => ({
    ParameterKey: name,
    ...(one.Default !== undefined && { DefaultValue: asText(one.Default) }),
    NoEcho: asText(one.NoEcho ?? 'false') === 'true',
    ...(one.Description !== undefined && { Description: one.Description }),
  }))
}

function shared(document: TemplateDocument): object {
  const needed = neededCapability(document)
  return {
    ...(document.description !== undefined && { Description: document.description }),
    ...(needed && { Capabilities: [needed.capability], CapabilitiesReason: needed.reason }),
    ...(document.transforms.length > 0 && { DeclaredTransforms: [...document.transforms] }),
  }
}

function validate(request: TemplateRequest): object {
  const document = readTemplate(templateText(request))
  validateTemplate(document)
  return { Parameters: parametersOf(document), ...shared(document) }
}

function summary(request: TemplateRequest, call: Call): object {
  const document = readTemplate(request.StackName === undefined ? templateText(request) : stackToRead(call, request.StackName).setup.body)
  validateTemplate(document)
  const parameters = Object.entries(document.parameters).map(([name, one]) => ({
    ParameterKey: name,
    ...(one.Default !== undefined && { DefaultValue: asText(one.Default) }),
    ParameterType: one.Type,
    NoEcho: asText(one.NoEcho ?? 'false') === 'true',
    ...(one.Description !== undefined && { Description: one.Description }),
    ParameterConstraints: one.AllowedValues ? { AllowedValues: one.AllowedValues.map(String) } : {},
  }))
  return {
    Parameters: parameters,
    ...shared(document),
    ResourceTypes: [...new Set(Object.values(document.resources).map((one) => one.Type))],
    Version: '2010-09-09',
    ...(document.metadata && { Metadata: JSON.stringify(document.metadata) }),
  }
}

/** Operations on templates. */
export const templates = { GetTemplate: getTemplate, GetTemplateSummary: summary, ValidateTemplate: validate }
