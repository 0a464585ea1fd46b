/** How often an export is delivered, in days. */
export const deliveries = { daily: 1, weekly: 7, monthly: 31, quarterly: 92, yearly: 366 } as const;

export const deliveryNames = [
  'daily',
  'weekly',
  'monthly',
  'quarterly',
  'yearly',
] as const satisfies readonly (keyof typeof deliveries)[];
