/** A refusal as the Kubernetes API answers it: a Status object with its HTTP status. */
export class KubeFailure extends Error {
  readonly status: number
  readonly reason: string
  readonly details: StatusDetails | undefined
  readonly headers: Readonly<Record<string, string>>

  constructor(
    status: number,
    reason: string,
    message: string,
    options: { details?: StatusDetails; headers?: Readonly<Record<string, string>> } = {},
  ) {
    super(message)
    this.name = 'KubeFailure'
    this.status = status
    this.reason = reason
    this.details = options.details
    this.headers = options.headers ?? {}
  }

  /** The body of the answer. */
  toStatus(): object {
    const { status: code, reason, message, details } = this
    return {
      kind: 'Status',
      apiVersion: 'v1',
      metadata: {},
      status: 'Failure',
      message,
      ...(reason && { reason }),
      ...(details && { details }),
      code,
    }
  }
}

/** What a Status says of the thing it is about. */
export interface StatusDetails {
  readonly name?: string
  readonly group?: string
  readonly kind?: string
  readonly uid?: string
  readonly causes?: readonly Cause[]
  readonly retryAfterSeconds?: number
}

/** One reason of several, with the field it is about. */
export interface Cause {
  readonly reason: string
  readonly message: string
  readonly field?: string
}

/** A kind of thing as messages name it: its plural and its group. */
export interface Named {
  readonly group: string
  readonly plural: string
}

/** `deployments.apps "web"`, `pods "web"`. */
function quoted({ group, plural }: Named, name: string): string {
  return `${group ? `${plural}.${group}` : plural} "${name}"`
}

function about({ group, plural }: Named, name: string): StatusDetails {
  return { name, ...(group && { group }), kind: plural }
}

/** 404 for an object that is not there. */
export function notFound(kind: Named, name: string): KubeFailure {
  return new KubeFailure(404, 'NotFound', `${quoted(kind, name)} not found`, { details: about(kind, name) })
}

/** 409 for a name that is taken. */
export function alreadyExists(kind: Named, name: string): KubeFailure {
  return new KubeFailure(409, 'AlreadyExists', `${quoted(kind, name)} already exists`, { details: about(kind, name) })
}

/** 409 for a write that does not fit what is stored. */
export function conflict(kind: Named, name: string, why: string): KubeFailure {
  const message = `Operation cannot be fulfilled on ${quoted(kind, name)}: ${why}`
  return new KubeFailure(409, 'Conflict', message, { details: about(kind, name) })
}

/** 403 in the words of the API server. */
export function forbidden(kind: Named, name: string, why: string): KubeFailure {
  const subject = name ? quoted(kind, name) : kind.group ? `${kind.plural}.${kind.group}` : kind.plural
  const details = { ...(name && { name }), ...(kind.group && { group: kind.group }), kind: kind.plural }
  return new KubeFailure(403, 'Forbidden', `${subject} is forbidden: ${why}`, { details })
}

/** 422 for an object whose fields break rules. The subject is a kind with its group: `ConfigMap "x" is invalid: …`. */
export function invalid(group: string, kind: string, name: string, causes: readonly Cause[]): KubeFailure {
  const subject = group ? `${kind}.${group}` : kind
  const texts = causes.map((cause) => (cause.field === undefined ? cause.message : `${cause.field}: ${cause.message}`))
  const list = texts.length === 1 ? texts[0] : `[${texts.join(', ')}]`
  const details = { name, ...(group && { group }), kind, causes }
  return new KubeFailure(422, 'Invalid', `${subject} "${name}" is invalid: ${list}`, { details })
}

/** 400 for a request that cannot be understood. */
export function badRequest(message: string): KubeFailure {
  return new KubeFailure(400, 'BadRequest', message)
}

/** 401: wrong, expired or foreign token, or nobody the cluster knows. */
export function unauthorized(): KubeFailure {
  return new KubeFailure(401, 'Unauthorized', 'Unauthorized')
}

/** 405 for a verb that a resource does not have. */
export function methodNotAllowed(): KubeFailure {
  return new KubeFailure(405, 'MethodNotAllowed', 'the server does not allow this method on the requested resource', { details: {} })
}

/** 415 for a body in a form that is not read. */
export function unsupportedMedia(contentType: string, accepted: readonly string[]): KubeFailure {
  const message = `the body of the request was in an unknown format - accepted media types include: ${accepted.join(', ')}`
  return new KubeFailure(415, 'UnsupportedMediaType', message, { details: { causes: [{ reason: 'ContentType', message: contentType }] } })
}

/** 410 for a watch or a page that starts before what is remembered. */
export function expired(message: string): KubeFailure {
  return new KubeFailure(410, 'Expired', message)
}
