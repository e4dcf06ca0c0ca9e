import type { ReportInput } from '../report/report-input.js';

/** Drawing a report takes seconds of processor time, so it is done away from the thread that answers. */
export interface ReportRenderer {
  /** One self-contained HTML file. */
  render(input: ReportInput): Promise<string>;
}
