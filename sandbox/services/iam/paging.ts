import { AwsError } from '../../service.ts'
import { page } from '../../page.ts'

/** One page as IAM's lists answer it: 100 items unless said, at most 1000. */
export function pageOf<T>(
  items: readonly T[],
  input: { Marker?: string | undefined; MaxItems?: number | undefined },
): { items: T[]; IsTruncated: boolean; Marker?: string } {
  const { items: shown, token } = page(
    items,
    { token: input.Marker, max: Math.min(1000, input.MaxItems ?? 100) },
    () => new AwsError('ValidationError', 'Invalid Marker.', { status: 400 }),
  )
  return { items: shown, IsTruncated: token !== undefined, ...(token !== undefined && { Marker: token }) }
}
