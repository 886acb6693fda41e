import type { Explanations } from './explanation.ts'

/** Of AWS's answers and of the way to AWS. */
export const awsExplanations: Explanations = {
  AccessDenied: {
    means: 'AWS knows who is asking, and does not allow this call.',
    causes: [
      'a policy of the user or role lacks the action that the message names',
      'a service control policy of the organisation, a permissions boundary or a session policy denies it',
      'the credentials are those of another profile than was thought',
    ],
    help: [
      'see who AWS takes you for: aws sts get-caller-identity',
      'allow the action in the message, or use other credentials with --profile',
    ],
  },
  AwsRefused: {
    means: 'AWS refused a call for a reason of its own, which the message repeats word for word.',
    causes: ['a value that AWS does not take, a limit, a state in which the thing cannot be changed'],
    help: ["mend what AWS's words name, then run the same command again"],
  },
  AwsUnavailable: {
    means: "AWS's own side failed, again and again, until the time was over.",
    causes: ['a disturbance of that service in that region'],
    help: ['look at https://health.aws.amazon.com', 'run the same command again in a few minutes: it goes on where it was'],
  },
  CaBundleUnreadable: {
    means: "The file that AWS_CA_BUNDLE names can't be read.",
    causes: ['a path from another machine', 'missing permissions'],
    help: ['point AWS_CA_BUNDLE to a PEM file, or unset it'],
  },
  CredentialsExpired: {
    means: 'The AWS credentials were valid once, and are no longer.',
    causes: ['a session of SSO, of an assumed role or of MFA has ended', 'keys were exported into this shell long ago'],
    help: ['log in again (aws sso login, or however the keys came)', 'run the same command again: it goes on where it was'],
  },
  CredentialsMissing: {
    means: 'There are no AWS credentials to sign requests with.',
    causes: ['nobody has logged in on this machine', 'AWS_PROFILE or --profile names a profile that does not exist or has no keys'],
    help: [
      'see which profiles there are: aws configure list-profiles',
      'log in (aws configure, aws sso login), or name a profile with --profile',
    ],
  },
  CredentialsRefused: {
    means: 'AWS does not accept the access key or the signature made with it.',
    causes: [
      'a key that was deleted or deactivated',
      'a secret that was copied in part',
      "the machine's clock is wrong",
      'keys of another partition (China, GovCloud)',
    ],
    help: ["check the key, its secret and the machine's clock", 'try them alone: aws sts get-caller-identity'],
  },
  EndpointInvalid: {
    means: 'AWS_ENDPOINT_URL, or its form for one service, is not a URL.',
    causes: ['a host without https:// before it', 'a variable that was not filled in'],
    help: ['write it like https://host:port, or unset it to reach AWS itself'],
  },
  NotAws: {
    means: 'Something answered, but not in the way AWS does.',
    causes: ['a proxy or a captive portal that answers with a web page', 'an AWS_ENDPOINT_URL that leads to another service'],
    help: ['check HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL', 'open the address in a browser to see who answers'],
  },
  ProxyNeedsNewerNode: {
    means: 'A proxy is set, and this Node.js cannot go through one.',
    causes: ['a Node.js older than 22.21 or 24.5'],
    help: ['install a newer Node.js, or unset the variable that the message names'],
  },
  RegionMissing: {
    means: 'Nothing says which AWS region is meant.',
    causes: ['neither --region nor a config file nor AWS_REGION nor the profile names one'],
    help: ['give --region, set AWS_REGION, or write region into the profile (aws configure set region …)'],
  },
  RegionUnknown: {
    means: 'EKS has no region of that name.',
    causes: ['a slip of the pen', 'a zone (eu-west-1a) in the place of a region (eu-west-1)'],
    help: ['take the name from the message or from aws ec2 describe-regions --all-regions'],
  },
  RegionsFailed: {
    means: 'With --all-regions, some regions did not answer; the list lacks their clusters.',
    causes: ['a region that policies of the organisation deny', 'a region that is switched off or does not answer'],
    help: ['the message names each with its reason; ask one alone with --region'],
  },
  Throttled: {
    means: 'AWS asks for fewer calls, and did so until the time was over.',
    causes: ['other programs of the account call the same service at the same time', 'very many clusters or stacks'],
    help: ['run the same command again in a few minutes: it goes on where it was', 'a longer --timeout waits it out'],
  },
  Unreachable: {
    means: 'No connection to AWS came about.',
    causes: [
      'no network, or no DNS',
      'a proxy that is needed and not set, or set and not needed',
      'an AWS_ENDPOINT_URL at which nobody listens',
      'a private network without an endpoint for that service',
    ],
    help: ['check the network, HTTPS_PROXY, NO_PROXY and AWS_ENDPOINT_URL', 'run the same command again: it goes on where it was'],
  },
}
