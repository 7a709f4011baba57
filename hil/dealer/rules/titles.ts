/** The job titles that may approve a reset (DLR-1, from the bulletin). */
export const APPROVING_TITLES: readonly string[] = [
  'Dealer Principal',
  'General Manager',
  'Service Manager',
  'Service Director',
  'Service/Parts Director',
  'Parts Manager',
  'Parts Director',
  'Customer Relations Manager',
  'Customer Satisfaction Manager',
  'Shop Foreman',
  'Diagnostic Specialist',
  'Team Leader',
];

/** All job titles: those that may approve, and others of a workshop. */
export const TITLES: readonly string[] = [
  ...APPROVING_TITLES,
  'Technician',
  'Service Advisor',
  'Parts Specialist',
  'Warranty Administrator',
];

/** Minimum number of enrolled managers for pass-codes, and of managers chosen for a request (DLR-2, DLR-3). */
export const MANAGERS_NEEDED = 2;

/** Whether a person with this job title may approve (DLR-1). */
export function mayApprove(title: string): boolean {
  return APPROVING_TITLES.includes(title);
}

/** Whether a person with this job title administers staff, and gets the monthly report (DLR-9). */
export function mayAdminister(title: string): boolean {
  return title === 'General Manager' || title === 'Dealer Principal';
}

/** Permissions beyond requesting pass-codes; both follow from the job title. */
export interface DealerPowers {
  /** Approve and decline (DLR-1). */
  readonly approves: boolean;
  /** Enrol staff, change titles, reset passwords; monthly report and export (DLR-9). */
  readonly administers: boolean;
}

export function powersOf(title: string): DealerPowers {
  return { approves: mayApprove(title), administers: mayAdminister(title) };
}
