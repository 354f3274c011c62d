from mock_runpod.cli import main

main()
