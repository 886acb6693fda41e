import { describe } from 'vitest'
import { endures } from './endurance.ts'

const made = 'create cluster --name dev --without-nodegroup --with-oidc'
const reader =
  'create iamserviceaccount --cluster dev --name reader --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3ReadOnlyAccess --approve'
const changed = (stack: string): string[] => [`CreateChangeSet ${stack}`, `ExecuteChangeSet ${stack}`]
const role = 'eksctl-dev-addon-iamserviceaccount-default-reader'

describe('what is moved or changed of identities is so in the end, wherever it was killed', () => {
  endures({
    after: [made, reader],
    line: 'utils migrate-to-pod-identity --cluster dev --remove-oidc-provider-trust-relationship --approve',
    writes: [
      'POST /clusters/dev/addons eks-pod-identity-agent',
      ...changed('eksctl-dev-addon-vpc-cni'),
      'POST /clusters/dev/addons/vpc-cni/update',
      ...changed('eksctl-dev-addon-vpc-cni'),
      ...changed(role),
      'POST /clusters/dev/pod-identity-associations',
      ...changed(role),
      'PATCH /api/v1/namespaces/default/serviceaccounts/reader',
    ],
    durations: 0.02,
    slow: true,
  })
  endures({
    after: [made, 'create iamidentitymapping --cluster dev --arn arn:aws:iam::111122223333:user/guest --username guest'],
    line: 'utils migrate-to-access-entry --cluster dev --target-authentication-mode API --approve',
    writes: [
      'CreateStack eksctl-dev-accessentry-YR7BSAKNFQAXJAKDHGM6RHEE552LJWR3',
      'POST /clusters/dev/update-config',
      'DELETE /api/v1/namespaces/kube-system/configmaps/aws-auth',
    ],
    durations: 0.02,
    slow: true,
  })
  endures({
    after: [made, reader],
    line: 'update iamserviceaccount --cluster dev --name reader --attach-policy-arn arn:aws:iam::aws:policy/AmazonS3FullAccess --approve',
    writes: changed(role),
    durations: 0.02,
    slow: true,
  })
})
