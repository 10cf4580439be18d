/** Runs its share of a campaign and prints the counts: node <this> <crashes> <first seed> <step> */
import process from 'node:process';
import { runCampaign } from './crash-campaign.ts';

const [crashCount = 0, first = 1, step = 1] = process.argv.slice(2).map(Number);
process.stdout.write(JSON.stringify(await runCampaign(crashCount, { first, step })));
