// Starts the administrator's room.
import { mount } from 'svelte';
import '../lib/theme.css';
import '../lib/staff/staff.css';
import './admin.css';
import './analysis/analysis.css';
import { applyPreferences } from '../lib/staff/language';
import Admin from './Admin.svelte';

applyPreferences();
const target = document.getElementById('app');
if (target) mount(Admin, { target });
