/** What a command reads and what it writes, in a line each. */
export interface Effects {
  readonly reads: string
  readonly writes: string
}

const nothing = 'nothing'
const cluster = 'the cluster'
const addonRoles = 'the stacks of its roles'

/** By what is typed. */
export const effects: Readonly<Record<string, Effects>> = {
  anywhere: { reads: nothing, writes: 'what eksctl-anywhere writes' },
  completion: { reads: nothing, writes: nothing },
  explain: { reads: nothing, writes: nothing },
  'get-token': { reads: 'the credentials and the cache of tokens', writes: 'the cache of tokens' },
  info: { reads: 'the versions of the programs on PATH', writes: nothing },
  mcp: { reads: 'what the commands read that it is asked to run', writes: 'what they write, once it is confirmed' },
  sandbox: { reads: 'the files it is given', writes: '`~/.eksx/sandbox.json`, and the file of `--state`' },
  'sandbox env': { reads: '`~/.eksx/sandbox.json`', writes: nothing },
  version: { reads: nothing, writes: nothing },

  'associate identityprovider': { reads: 'the cluster and its identity providers', writes: 'the association of each provider in the file' },
  'create accessentry': { reads: 'the cluster, its access entries and its stacks', writes: 'a stack for each entry' },
  'create addon': {
    reads: 'the cluster, its add-ons, the versions on offer, the OIDC provider',
    writes: 'the add-on, a stack for each role it needs',
  },
  'create capability': { reads: 'the cluster, its capabilities and its stacks', writes: 'a stack for the capability and one for its role' },
  'create cluster': {
    reads: 'versions, zones, images, instance types, networks and roles that are named, stacks and clusters of that name',
    writes: 'the stacks of the cluster, its nodegroups and roles; add-ons, profiles and access; the kubeconfig',
  },
  'create fargateprofile': {
    reads: 'the cluster, its profiles, its private subnets',
    writes: "the profile, a stack for its role, coredns' place if the profile is for it",
  },
  'create iamidentitymapping': { reads: 'the cluster and its aws-auth', writes: 'aws-auth' },
  'create iamserviceaccount': {
    reads: 'the cluster, its OIDC provider, stacks and service accounts',
    writes: 'a stack for each role, the service account and its namespace',
  },
  'create nodegroup': {
    reads: 'the cluster, its stacks and add-ons; images, instance types, subnets',
    writes: 'a stack for each nodegroup; aws-auth or access entries; device plugins',
  },
  'create podidentityassociation': {
    reads: 'the cluster, its agent, associations and stacks',
    writes: 'the association, a stack for each role, the service account if asked for',
  },
  'delete accessentry': { reads: 'the cluster, its access entries and their stacks', writes: 'the stack of each entry, or the entry' },
  'delete addon': { reads: 'the cluster, the add-on and its stacks', writes: `the add-on, ${addonRoles}` },
  'delete capability': {
    reads: 'the cluster, its capabilities and their stacks',
    writes: 'the stack of the capability and that of its role',
  },
  'delete cluster': {
    reads: 'the cluster and all that belongs to it, by tags and stack ids',
    writes: 'nodes (drained), profiles, associations, load balancers, all its stacks, the OIDC provider, its place in the kubeconfig',
  },
  'delete fargateprofile': { reads: 'the cluster and its profiles', writes: 'the profile, with the last one the stack of its role' },
  'delete iamidentitymapping': { reads: 'the cluster and its aws-auth', writes: 'aws-auth' },
  'delete iamserviceaccount': {
    reads: 'the cluster, its stacks and service accounts',
    writes: 'the stack of each role, the service accounts that are ours',
  },
  'delete nodegroup': {
    reads: 'the cluster, its nodegroups and their stacks, nodes and pods',
    writes: 'nodes (drained), aws-auth, the stack of each nodegroup, or the nodegroup',
  },
  'delete podidentityassociation': {
    reads: 'the cluster, its associations and their stacks',
    writes: 'the association, the stack of its role, the service account if it is ours',
  },
  'deregister cluster': { reads: 'the registration and the role that was made for it', writes: 'the registration, that role' },
  'disassociate identityprovider': { reads: 'the cluster and its identity providers', writes: 'the association of each provider' },
  'drain nodegroup': { reads: 'the cluster, its nodegroups, nodes, pods and budgets', writes: 'nodes (cordoned), pods (evicted)' },
  'enable flux': { reads: 'the cluster and what of Flux is in it', writes: 'what `flux bootstrap` writes' },
  'get accessentry': { reads: 'the access entries of the cluster with their policies', writes: nothing },
  'get addon': { reads: 'the add-ons of the cluster and their newer versions', writes: nothing },
  'get capability': { reads: 'the capabilities of the cluster', writes: nothing },
  'get cluster': { reads: 'the clusters of one region or all', writes: nothing },
  'get fargateprofile': { reads: 'the Fargate profiles of the cluster', writes: nothing },
  'get iamidentitymapping': { reads: 'aws-auth', writes: nothing },
  'get iamserviceaccount': { reads: 'the stacks of the roles of service accounts', writes: nothing },
  'get identityprovider': { reads: 'the identity providers of the cluster', writes: nothing },
  'get labels': { reads: 'the nodegroup', writes: nothing },
  'get nodegroup': { reads: 'the nodegroups of the cluster, with stacks and groups', writes: nothing },
  'get podidentityassociation': { reads: 'the pod identity associations of the cluster', writes: nothing },
  'register cluster': {
    reads: 'the registration of that name, if there is one',
    writes: 'the registration, a role, three manifests beside you',
  },
  'scale nodegroup': { reads: 'the nodegroup, its stack, its group', writes: 'the sizes of the nodegroup, or of its group' },
  'set labels': { reads: 'the nodegroup and its stack', writes: 'the labels, in the stack or in the nodegroup' },
  'unset labels': { reads: 'the nodegroup and its stack', writes: 'the labels, in the stack or in the nodegroup' },
  'update addon': { reads: 'the cluster, the add-on, the versions on offer, its roles', writes: `the add-on, ${addonRoles}` },
  'update auto-mode-config': {
    reads: 'the cluster, its stack and its role',
    writes: "the cluster's Auto Mode, its role's policies, a stack for the role of the nodes, nodes (drained if asked for)",
  },
  'update capability': { reads: 'the capability', writes: 'the capability' },
  'update cluster': { reads: 'as `upgrade cluster`', writes: 'as `upgrade cluster`' },
  'update iamserviceaccount': { reads: 'the cluster and the stacks of its roles', writes: 'the policies in the stack of each role' },
  'update nodegroup': { reads: 'the nodegroups of the file', writes: 'how they are updated' },
  'update podidentityassociation': {
    reads: 'the cluster, its associations and their stacks',
    writes: 'the association, the stack of its role',
  },
  'upgrade cluster': {
    reads: 'the cluster, its version, add-ons and nodegroups, its stack',
    writes: 'the version of the control plane; what its stack lacks',
  },
  'upgrade nodegroup': { reads: 'the nodegroup, its stack, the releases on offer', writes: 'the stack of the nodegroup, or the nodegroup' },
  'utils associate-iam-oidc-provider': {
    reads: `${cluster} and the OIDC providers of the account`,
    writes: 'an OIDC provider, a tag of the cluster',
  },
  'utils describe-addon-configuration': { reads: 'the settings of an add-on', writes: nothing },
  'utils describe-addon-versions': { reads: 'the add-ons on offer', writes: nothing },
  'utils describe-cluster-versions': { reads: 'the Kubernetes versions on offer', writes: nothing },
  'utils describe-stacks': { reads: 'the stacks of the cluster, their events, what was called on them', writes: nothing },
  'utils enable-secrets-encryption': {
    reads: `${cluster} and its secrets`,
    writes: 'the encryption of the cluster, an annotation on each secret',
  },
  'utils install-vpc-controllers': { reads: `${cluster} and its nodegroups`, writes: 'what Windows nodes need of the cluster’s network' },
  'utils migrate-to-access-entry': {
    reads: 'the cluster, aws-auth, its access entries, roles and users',
    writes: 'how the cluster lets people in, a stack for each entry, aws-auth',
  },
  'utils migrate-to-pod-identity': {
    reads: 'the cluster, its service accounts, roles, add-ons and associations',
    writes: 'the agent, trust of the roles, associations, annotations of service accounts, add-ons',
  },
  'utils nodegroup-health': { reads: 'the health of a nodegroup', writes: nothing },
  'utils schema': { reads: nothing, writes: nothing },
  'utils set-public-access-cidrs': { reads: cluster, writes: 'who may reach its public endpoint' },
  'utils update-authentication-mode': { reads: cluster, writes: 'how it lets people in' },
  'utils update-aws-node': { reads: `${cluster} and its aws-node`, writes: 'aws-node in the cluster' },
  'utils update-cluster-endpoints': { reads: cluster, writes: 'its endpoints' },
  'utils update-cluster-logging': { reads: cluster, writes: 'its logs, and how long they are kept' },
  'utils update-cluster-vpc-config': {
    reads: `${cluster}, subnets and groups`,
    writes: 'its endpoints, who may reach them, its subnets and groups',
  },
  'utils update-control-plane-component-config': { reads: cluster, writes: 'the settings of its control plane' },
  'utils update-coredns': { reads: `${cluster} and its coredns`, writes: 'coredns in the cluster' },
  'utils update-kube-proxy': { reads: `${cluster}, its kube-proxy, the versions on offer`, writes: 'the image of kube-proxy' },
  'utils update-legacy-subnet-settings': {
    reads: 'the cluster, its stack and its public subnets',
    writes: 'addresses of instances in those subnets, the stack',
  },
  'utils update-zonal-shift-config': { reads: cluster, writes: 'its zonal shift' },
  'utils write-kubeconfig': { reads: cluster, writes: 'the kubeconfig' },
}
