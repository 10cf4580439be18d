import { parentPort, workerData } from 'node:worker_threads';
import type { DashboardTask } from '@lighthouse/contract/dashboard';
import { runDashboard } from './host/dashboard.ts';

// The second entry of the bundle: lh-run starts it as a thread, to show a run while it goes on.
if (parentPort !== null) await runDashboard(parentPort, workerData as DashboardTask);
