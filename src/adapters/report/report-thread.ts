import { parentPort, workerData } from 'node:worker_threads';
import { renderReport } from '../../services/report/render-report.js';
import type { ReportInput } from '../../services/report/report-input.js';

parentPort?.postMessage(renderReport(workerData as ReportInput));
