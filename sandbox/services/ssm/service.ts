import type * as api from '@aws-sdk/client-ssm'
import { page } from '../../page.ts'
import { AwsError, type Call, type Service } from '../../service.ts'

/** Public parameters answer as last changed then, since nobody here changes them. */
const published = '2025-11-05T00:00:00Z'
const mostNames = 10
const mostPerPage = 10

const parametersOf = (call: Call): Readonly<Record<string, string>> => call.account.world.ssmParameters[call.region] ?? {}

/** A parameter as the API shows it; undefined where there is none of that name. A version or label may stand behind a colon. */
function parameter(call: Call, asked: string): object | undefined {
  const [name = '', selector] = asked.startsWith('arn:')
    ? [asked.slice(asked.indexOf(':parameter/') + ':parameter'.length)]
    : asked.split(':')
  const value = parametersOf(call)[name]
  if (value === undefined || (selector !== undefined && selector !== '1')) return undefined
  const partition = call.account.partitionOf(call.region)
  return {
    Name: name,
    Type: 'String',
    Value: value,
    Version: 1,
    LastModifiedDate: published,
    ARN: `arn:${partition}:ssm:${call.region}::parameter${name}`,
    DataType: value.startsWith('ami-') ? 'aws:ec2:image' : 'text',
  }
}

function getParameter(input: api.GetParameterRequest, call: Call): object {
  const found = parameter(call, input.Name ?? '')
  if (!found) throw new AwsError('ParameterNotFound', '')
  return { Parameter: found }
}

function getParameters(input: api.GetParametersRequest, call: Call): object {
  const names = input.Names ?? []
  if (names.length > mostNames)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '[${names.join(', ')}]' at 'names' failed to satisfy constraint: Member must have length less than or equal to ${mostNames}`,
    )
  return {
    Parameters: names.flatMap((name) => parameter(call, name) ?? []),
    InvalidParameters: names.filter((name) => !parameter(call, name)),
  }
}

function getParametersByPath(input: api.GetParametersByPathRequest, call: Call): object {
  const path = input.Path ?? '/'
  if (!path.startsWith('/')) throw new AwsError('ValidationException', 'The parameter path must begin with a forward slash "/".')
  const max = input.MaxResults ?? mostPerPage
  if (max < 1 || max > mostPerPage)
    throw new AwsError(
      'ValidationException',
      `1 validation error detected: Value '${max}' at 'maxResults' failed to satisfy constraint: Member must have value less than or equal to ${mostPerPage}`,
    )
  const below = path.endsWith('/') ? path : `${path}/`
  const names = Object.keys(parametersOf(call))
    .filter((name) => name.startsWith(below) && (input.Recursive === true || !name.slice(below.length).includes('/')))
    .toSorted()
  const { items, token } = page(
    names,
    { token: input.NextToken, max },
    () => new AwsError('InvalidNextToken', 'The specified token is not valid.'),
  )
  return { Parameters: items.flatMap((name) => parameter(call, name) ?? []), ...(token !== undefined && { NextToken: token }) }
}

/** SSM: the public parameters that name images. */
export const ssm: Service = {
  name: 'ssm',
  client: () => import('@aws-sdk/client-ssm'),
  operations: { GetParameter: getParameter, GetParameters: getParameters, GetParametersByPath: getParametersByPath },
}
