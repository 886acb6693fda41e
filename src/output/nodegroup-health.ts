import type { LiveNodegroup } from '../app.ts'
import type { Answer } from './answer.ts'
import { fittedTable } from './table.ts'

/** What EKS says of a nodegroup's health, the issues in eksctl's words. */
export const healthAnswer = (cluster: string, { name, status, issues }: LiveNodegroup): Answer => ({
  value: {
    Cluster: cluster,
    Name: name,
    Status: status,
    Issues: issues.map(({ code, message, resources }) => ({ Code: code, Message: message, ResourceIds: resources })),
  },
  table: (width) =>
    issues.length === 0
      ? { text: `EKS finds nothing wrong with nodegroup ${name}; it is ${status}`, leftOut: [] }
      : fittedTable(
          issues,
          [
            ['CODE', ({ code }) => code],
            ['RESOURCES', ({ resources }) => resources.join(',') || '-', 1],
            ['MESSAGE', ({ message }) => message],
          ],
          width,
        ),
})
