"""The machine: devices, threads, processes, sleep, battery, the user's folders."""
