// Starts the proctor's room.
import { mount } from 'svelte';
import '../lib/theme.css';
import '../lib/staff/staff.css';
import { applyPreferences } from '../lib/staff/language';
import Proctor from './Proctor.svelte';

applyPreferences();
const target = document.getElementById('app');
if (target) mount(Proctor, { target });
