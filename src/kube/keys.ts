/** What a token is signed with. */
export interface Keys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string | undefined
  readonly expiration?: Date | undefined
}

/** Keys that stand in the environment. */
export function environmentKeys({
  AWS_ACCESS_KEY_ID: id,
  AWS_SECRET_ACCESS_KEY: secret,
  AWS_SESSION_TOKEN: session,
}: Readonly<Record<string, string | undefined>>): Keys | undefined {
  return id && secret ? { accessKeyId: id, secretAccessKey: secret, ...(session && { sessionToken: session }) } : undefined
}
