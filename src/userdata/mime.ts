/** One part of a MIME message, with its header lines. */
export interface Part {
  readonly headers: readonly string[]
  readonly body: string
}

/** Always the same: the same input makes the same bytes. No shell script and no NodeConfig has such a line. */
const boundary = '3f1c6a8e5b0d49278e21b9d04c7a65f3'

/** A multipart message, as cloud-init and nodeadm read it. */
export function mimeMessage(parts: readonly Part[]): string {
  const lines = parts.flatMap(({ headers, body }) => [`--${boundary}`, ...headers, '', body])
  return ['MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary=${boundary}`, '', ...lines, `--${boundary}--`, ''].join('\r\n')
}

/** A script that cloud-init runs at the first start. */
export const shellPart = (script: string): Part => ({
  headers: ['Content-Type: text/x-shellscript', 'Content-Type: charset="us-ascii"'],
  body: script,
})
