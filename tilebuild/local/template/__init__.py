"""The real ``template.yaml`` on one machine: expanded, resolved, and seen as the things that a runner runs."""
