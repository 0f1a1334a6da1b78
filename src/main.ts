import { createPinia } from 'pinia'
import { createApp } from 'vue'
import App from './App.vue'
import { watchPageFaults } from './composables/page-faults'
import { connectEngine } from './engine/connect'
import { createI18n, i18nKey } from './i18n/use-i18n'
import { createAppRouter } from './router'
import { useDeploymentStore } from './stores/deployment'
import { mirrorEngine } from './stores/mirror-engine'
import { engineKey } from './stores/engine-link'
import { useFaultsStore } from './stores/faults'
import { useSettingsStore } from './stores/settings'
import './styles.css'

const engine = connectEngine()
const app = createApp(App)
app.provide(engineKey, engine)
app.use(createPinia())
const settings = useSettingsStore()
const i18n = createI18n(() => settings.locale)
app.provide(i18nKey, i18n)
watchPageFaults(app, useFaultsStore().noteThrown)
mirrorEngine(engine)
app.use(createAppRouter())
const deployment = useDeploymentStore()
// Nobody is to be asked for a token, or offered a button, that this site has no use for: the file comes while the engine starts.
void deployment.read('deployment.json').then(() => app.mount('#app'))
// Formats are dear to make, and while the engine starts there is time: the first rows need them at once.
i18n.format.value.percent(0)
