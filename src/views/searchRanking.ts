/**
 * How the search orders pages. A title counts once, as the heading that it is: counted again on its own, as Pagefind
 * would, it buries the pages whose other name was asked for. The rest are the values of Starlight.
 */
export const searchRanking = {
  pageLength: 0.1,
  termFrequency: 0.1,
  termSaturation: 2,
  termSimilarity: 9,
  metaWeights: { title: 0 },
};
