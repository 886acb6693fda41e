interface Addon {
  readonly name: string
  readonly version: string
  readonly newer: string
  readonly fits: boolean
  readonly update?: string
}

/** What is older than a control plane will be: nodegroups and add-ons. */
interface Behind {
  readonly nodegroups: readonly { readonly name: string; readonly version: string | undefined; readonly managed: boolean }[]
  readonly addons: readonly Addon[]
}

/** A control plane that goes to a version. */
interface Upgrade {
  readonly config: { readonly metadata: { readonly name: string } }
  readonly region: string
  readonly version: string
  readonly behind: Behind
}

/** What is to follow a control plane to a version, each with the line that does it. */
export function behindLines({ config, region, version: kubernetes, behind: { nodegroups, addons } }: Upgrade): string[] {
  const place = `--cluster ${config.metadata.name} --region ${region}`
  const lines = [
    ...nodegroups.map(({ name, version, managed }) =>
      managed
        ? `nodegroup ${name} is at ${version ?? 'an unknown version'}: eksx upgrade nodegroup ${place} --name ${name} --kubernetes-version ${kubernetes}`
        : `nodegroup ${name} (self-managed) is at ${version ?? 'a version that cannot be seen from here'}: make another with eksx create nodegroup, then eksx delete nodegroup ${place} --name ${name}`,
    ),
    ...addons.map(({ name, version, newer, fits, update }) =>
      update !== undefined
        ? `add-on ${name} (not run by EKS) is at ${version}, and EKS has ${newer}: eksx utils ${update} ${place} --approve`
        : `add-on ${name} is at ${version}, ${fits ? `and ${newer} is the default` : `not for ${kubernetes} as ${newer} is`}: eksx update addon ${place} --name ${name} --version ${newer}`,
    ),
  ]
  return lines.length === 0
    ? []
    : [
        `after Kubernetes ${kubernetes}, ${lines.length === 1 ? 'one thing is' : `${lines.length} things are`} to follow:`,
        ...lines.map((line) => `  ${line}`),
      ]
}
