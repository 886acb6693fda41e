/** A sentence of a role's trust policy, as far as services go. */
interface Sentence {
  readonly Effect?: string
  readonly Principal?: string | Readonly<Record<string, string | readonly string[]>>
}

/** Whether a trust policy lets a service take the role; one without sentences says nothing. EC2's name has an ending of its own in some partitions. */
export const trusts = (policy: { readonly Statement: readonly Sentence[] }, service: string): boolean =>
  policy.Statement.length === 0 ||
  policy.Statement.some(({ Effect, Principal = [] }) => {
    const named = typeof Principal === 'object' && 'Service' in Principal ? Principal['Service'] : Principal
    return Effect === 'Allow' && [named].flat().some((one) => typeof one === 'string' && (one === '*' || one.startsWith(service)))
  })
