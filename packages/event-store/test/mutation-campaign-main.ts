/**
 * Runs its share of a campaign and prints the counts by class:
 * node <this> <count> <first seed> <step> <campaign>
 */
import process from 'node:process';
import { CAMPAIGNS } from './mutations/campaign.ts';

const [count = 0, first = 1, step = 1] = process.argv.slice(2, 5).map(Number);
const campaign = CAMPAIGNS.get(process.argv[5] ?? '');
if (campaign === undefined) throw new Error(`there is no campaign ${process.argv[5]}`);
process.stdout.write(JSON.stringify(await campaign({ count, seeds: { first, step } })));
