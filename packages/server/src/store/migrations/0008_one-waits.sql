DROP INDEX "fairlead"."deployment_unfinished";--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_running" ON "fairlead"."deployment" USING btree ("container_id") WHERE state = 'running';--> statement-breakpoint
CREATE UNIQUE INDEX "deployment_waiting" ON "fairlead"."deployment" USING btree ("container_id") WHERE state = 'queued';