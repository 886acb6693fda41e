import { page } from '../ec2/describe.ts'

/** One page, as Auto Scaling's requests ask for it. */
export function pageOf<R>(
  items: readonly R[],
  input: { MaxRecords?: number | undefined; NextToken?: string | undefined },
  usual = 50,
): { items: readonly R[]; next?: string } {
  return page(
    items,
    { MaxResults: input.MaxRecords ?? usual, ...(input.NextToken !== undefined && { NextToken: input.NextToken }) },
    [1, 100],
  )
}
