// Entry of the candidate's page: wakes the room and mounts it.
import { mount } from 'svelte';
import '../lib/theme.css';
import '../lib/item/reading.css';
import './candidate.css';
import App from './App.svelte';
import { registerWorker } from './offline';
import { room } from './room.svelte';

const target = document.getElementById('app');
if (target) mount(App, { target });
void room.boot();
registerWorker();
