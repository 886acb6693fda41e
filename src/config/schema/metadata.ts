import { flag, name, section, text, textMap, whole } from './fields.ts'
import * as z from 'zod'

/** `metadata`: what the cluster is called and where it is. */
export const metadata = z
  .strictObject({
    name: name('Name of the cluster; letters, digits and dashes.'),
    region: name('AWS region that the cluster runs in.'),
    version: text('Kubernetes version, in quotes ("1.33"); `latest` for the newest, unset or `auto` for the default of EKS.'),
    forceUpdateVersion: flag('Upgrade even where EKS advises against it.'),
    rollbackConfig: section('How an upgrade of the control plane is taken back.', {
      timeoutMinutes: whole('Minutes that a rollback waits before it is forced, 120 to 10080.'),
    }),
    tags: textMap('AWS tags for everything that is created.'),
    annotations: textMap('Free notes about the cluster; they have no effect in AWS.'),
  })
  .meta({ description: 'Name, region and version of the cluster.' })
