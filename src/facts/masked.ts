/** Replaces a name. */
const SOMEONE = '…';

/** An address; `ui@1.2.3-next.beta` is a package's version. */
const ADDRESS = /[\p{L}\p{N}][\p{L}\p{N}._%+'-]*@(?!v?\d+\.\d)(?:[\p{L}\p{N}-]+\.)+\p{L}{2,}/gu;

/** A mention of a person; `@scope/package` is a package or a team. */
const MENTION = /(?<![\p{L}\p{N}_])@[a-z\d](?:-?[a-z\d]){0,38}(?:_[a-z\d]+)?(?![\w/-])/giu;

/** GitHub's merge commits name the account that owns the branch. */
const PULLED_FROM = /^(Merge pull request #\d+ from )[\w-]+(?=\/)/;

/** Git's merge commits name the repository that was pulled from: `… of github.com:account/repository`. */
const MERGED_OF = /^(Merge .* of (?:\w+:\/\/)?(?:…@…|[\w.-]+(?::\d+)?)[:/])[\w-]+(?=\/)/;

/** Addresses of an account's pages on GitHub, and of issues, changes and commits on any server of GitHub's. */
const LINKED =
  /(\bhttps?:\/\/(?:(?:www\.)?github\.com\/|[\w.-]+(?::\d+)?\/(?=[\w-]+\/[\w.-]+\/(?:pull|issues|commit|compare|discussions)\b)))([\w-]+)(\/(?=\w))?/gi;

/** `account/repository#12` */
const REFERRED = /(?<![\w./-])[\w-]+(?=\/[\w.-]+#\d)/g;

/**
 * Text that people wrote, without the people it names: e-mail addresses, mentions, and the accounts in merge
 * commits, links and references. Of a reference to a repository, such as `acme/shop#12`, the owner stays if the text's own
 * repository has the same: its name is on every page. Another owner may be a person.
 * Masking masked text changes nothing. A name without a mark (“as octocat said”) is not recognised: see `names.ts` for full names.
 * @param branchOf accounts of the people whose branch the text may name: `octocat/fix-login` is then `…/fix-login`
 * @param repositories names of the text's own repository, `owner/name`
 */
export function masked(
  text: string,
  {
    branchOf = [],
    repositories = [],
  }: { branchOf?: readonly string[]; repositories?: readonly string[] } = {},
): string {
  const owners = new Set(repositories.map((name) => name.split('/', 1)[0]?.toLowerCase()));
  const ownerOr = (account: string): string => (owners.has(account.toLowerCase()) ? account : SOMEONE);
  const branches = branchOf.map(branchPrefix);
  const maskOnce = (left: string): string =>
    branches.reduce(
      (rest, branch) => rest.replace(branch, SOMEONE),
      left
        .replace(ADDRESS, `${SOMEONE}@${SOMEONE}`)
        .replace(MENTION, `@${SOMEONE}`)
        .replace(PULLED_FROM, `$1${SOMEONE}`)
        .replace(MERGED_OF, `$1${SOMEONE}`)
        .replace(
          LINKED,
          (_, before: string, account: string, slash = '') =>
            `${before}${slash === '' ? SOMEONE : ownerOr(account)}${slash}`,
        )
        .replace(REFERRED, ownerOr),
    );
  // What follows a masked name may be a mention only then: of `@octocat@hubot`, the second.
  let [before, after] = [text, maskOnce(text)];
  while (after !== before) [before, after] = [after, maskOnce(after)];
  return after;
}

/** A reference to a repository is not a branch. */
function branchPrefix(account: string): RegExp {
  return new RegExp(`(?<![\\w./-])${RegExp.escape(account)}(?=/)(?!/[\\w.-]+#\\d)`, 'gi');
}
